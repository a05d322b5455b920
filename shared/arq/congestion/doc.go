// Package congestion decides how much of a connection's data may be in the network at once, and
// how fast it leaves: NewReno (RFC 5681, RFC 6582), CUBIC (RFC 9438) and BBR
// (draft-ietf-ccwg-bbr, BBRv3), behind one interface, chosen by name with New.
//
// The retransmission machine (package arq) finds out what was delivered and what was lost; this
// package only draws conclusions from it:
//
//	            Window, PacingRate
//	      +-------------------------------+
//	      v                               |
//	+-----------+  OnSend, OnAck,   +------------+
//	|    ARQ    |  OnLoss, …        | Controller |
//	|           |------------------>|            |
//	+-----------+                   +------------+
//	  |       ^                           ^
//	  | Pacer | when may it leave?        | RateSample
//	  v       |                           |
//	 datagrams, ACKs ------------> Estimator (delivery rate)
//
// # Where cubic-lab and bbr-lab depart from the documents
//
// A path that loses datagrams at random starves a control that takes each loss for congestion:
// the law of RFC 9438 leaves CUBIC 6 % of 100 Mbit/s at 20 ms and 1 % loss, and the draft's
// threshold leaves BBR a tenth of it at 5 %. The lab variants look at round-trip times first (queue.go).
// While there is no queue, CUBIC reduces to 0.95 in place of 0.7 (cubic.go), and BBR bears a
// loss of 20 % in place of 2 % (bbr_loss.go). With a queue, that is, at any link that overflows,
// both do what the documents say. Besides, BBR omits ProbeRTT where its queue empties by itself
// (bbr_probertt.go).
package congestion
