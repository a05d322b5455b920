// Package congestion decides how much of a connection's data may be in the network at
// once, and how fast it leaves: NewReno (RFC 5681, RFC 6582), CUBIC (RFC 9438) and BBR
// (draft-ietf-ccwg-bbr), behind one interface, chosen by name with New.
//
// The retransmission machine (package arq) finds out what was delivered and what was
// lost; this package only draws conclusions from it:
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
package congestion
