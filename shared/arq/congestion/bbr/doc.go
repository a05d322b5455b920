// Package bbr is BBR, a congestion control that models the path, and bbr-lab, its tuned variant. BBR is
// BBRv3 as in draft-ietf-ccwg-bbr (the working group's text of August 2026). Comments name the draft's
// sections in quotation marks, or its functions, as UpdateMinRTT.
//
//	datagrams acknowledged ---> max_bw, min_rtt ---> pacing rate = gain·bw
//	datagrams lost -----------> limits on both ----> window      = gain·bw·min_rtt
package bbr
