// Package control is what a congestion control and the connection that it serves know of each
// other: the Controller interface and its events, the delivery-rate Estimator and the Pacer.
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
package control
