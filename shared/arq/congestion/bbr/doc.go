// Package bbr is BBR (draft-ietf-ccwg-bbr, BBRv3), a congestion control that models the path, and
// bbr-lab, its tuned variant.
//
//	datagrams acknowledged ---> max_bw, min_rtt ---> pacing rate = gain·bw
//	datagrams lost -----------> limits on both ----> window      = gain·bw·min_rtt
package bbr
