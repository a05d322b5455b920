// Package packet extracts the UDP datagrams of a room from captured frames.
//
//	┌──────────┬───────────┬─────────────┬──────────────────┐
//	│ Ethernet │ IPv4/IPv6 │ UDP ports,  │ payload          │  Frame ──▶ Packet
//	│ (or SLL) │           │ length, sum │ "E,N", "PASSW…"  │
//	└──────────┴───────────┴─────────────┴──────────────────┘
//
// Checksums are not verified. Between containers on one machine no network card completes them, so that a
// capture holds the sum of the pseudo-header only: that is not damage.
package packet
