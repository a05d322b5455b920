// Package tap follows rooms from outside: packets and their times go in, findings come out. It knows
// no protocol; the packages below it read one each. All of them are pure: no socket, no clock, no
// goroutine, so that reading a capture gives the same findings as listening did.
//
//	packet.Packet ──▶ Tap ──Read──▶ Protocol (tap/classic)
//	                   │                │
//	                   └── Finding ◀────┘  ──▶ sequence, eve, exercise
package tap
