// Package bare is what a server is measured against: a process that does nothing but WriteToUDPAddrPort, of datagrams
// that are ready, to the same members. Linux only.
//
//	benchmark process                      child process: the same binary
//	Start(datagrams, addrs) ──stdin───────▶ plan
//	Send(d) ────────────────stdin───────▶ order ─▶ WriteToUDPAddrPort … for d
//	Result ◀────────────────stdout─────── how many, how long, processor time
//	Stop: closes stdin ─────────────────▶ ends
//
// It is a process of its own because the server is one, so that both pay the same for what happens around them. A binary that
// uses it calls BeChild first thing.
package bare
