// Package bare is the baseline for the server: a process that only calls WriteToUDPAddrPort, with prepared datagrams, to the
// same members. Linux only.
//
//	benchmark process                      child process: the same binary
//	Start(datagrams, addrs) ──stdin───────▶ plan
//	Send(d) ────────────────stdin───────▶ order ─▶ WriteToUDPAddrPort … for d
//	Result ◀────────────────stdout─────── how many, how long, CPU time
//	Stop: closes stdin ─────────────────▶ ends
//
// It is a separate process because the server is one, so that both pay the same for scheduling. A binary that uses it must
// call BeChild first.
package bare
