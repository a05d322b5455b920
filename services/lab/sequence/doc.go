// Package sequence draws findings as a sequence diagram: a lifeline for each end, an arrow for each
// datagram, time downwards.
//
//	 seconds   A    B    S
//	0.000000   ├────┼───▶│  key       e = 5, n = 245009
//	0.000131   │◀───┼────┤  key       the server's: e = 77, n = 136891
//	0.000420   ├────┼───▶│  PASSWORD  5 numbers: 1c3f9 2b07 …
//
// It knows neither files nor terminals; the caller chooses whether to use colours.
package sequence
