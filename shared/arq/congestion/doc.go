// Package congestion decides how much of a connection's data may be in the network at once, and
// how fast it leaves. New makes a controller by name: NewReno (RFC 5681, RFC 6582), CUBIC (RFC 9438),
// BBR (draft-ietf-ccwg-bbr, BBRv3), and tuned variants of the last two.
//
//	             congestion: New, newreno, cubic
//	                |                  |
//	                v                  v
//	congestion/bbr: bbr ---> congestion/control: interface, rate estimator, pacer
//
// The retransmission machine (package arq) finds out what was delivered and what was lost. This
// package only draws conclusions from it.
//
// # Where cubic-lab and bbr-lab depart from the documents
//
// A path that loses datagrams at random starves a control that takes each loss for congestion:
// the law of RFC 9438 leaves CUBIC 6 % of 100 Mbit/s at 20 ms and 1 % loss, and the draft's
// threshold leaves BBR a tenth of it at 5 %. The lab variants look at round-trip times first
// (control.QueueRise). While there is no queue, cubic-lab reduces to 0.95 in place of 0.7, and
// bbr-lab bears a loss of 20 % in place of 2 %. With a queue, that is, at any link that overflows,
// both do what the documents say. docs/decisions/congestion.md lists every departure.
package congestion
