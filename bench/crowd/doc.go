// Package crowd drives the benchmarks: a hundred or a thousand members of a classic room in one goroutine, which check every
// byte that they receive. Linux only.
//
//	Open ─▶ Crowd ── Join ──▶ Storm   who got in, and who saw which join
//	          │  └── Talk ──▶ Talk    lines said, delivered, lost, doubled, damaged
//	          ├───── Idle ──▶ Idle    probes seen, questions answered
//	          └───── Count ─▶ Count   the same datagrams, sent by somebody else
//
//	member 0 ── socket ─┐
//	member 1 ── socket ─┼─ sweep: every millisecond, read whatever waits ─▶ byte for byte as expected?
//	member 2 ── socket ─┘
//
// Each member has its own socket and port, because the protocol identifies a client by its address. No poller watches the
// sockets: a datagram wakes no goroutine, so neither wake-ups, which the sender would pay for, nor the scheduler affect the
// figures. Datagrams wait in the sockets' buffers until the next sweep.
//
// Textbook RSA without padding is deterministic, so a crowd knows every datagram in advance and compares instead of
// decrypting. Keys come from a seed: only the server's key differs between runs.
package crowd
