// Package packet takes the UDP datagrams of a room out of captured frames, and nothing more.
//
//	┌──────────┬───────────┬─────────────┬──────────────────┐
//	│ Ethernet │ IPv4/IPv6 │ UDP ports,  │ payload          │  Frame ──▶ Packet
//	│ (or SLL) │           │ length, sum │ "E,N", "PASSW…"  │
//	└──────────┴───────────┴─────────────┴──────────────────┘
//
// Checksums are not looked at. Between containers on one machine no network card completes
// them, so that a capture holds the sum of the pseudo-header alone: that is no damage.
package packet
