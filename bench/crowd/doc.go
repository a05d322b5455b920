// Package crowd is a hundred or a thousand members of a classic room in one goroutine, who check every byte
// that reaches them: the driver of the benchmarks. Linux only.
//
//	Open ─▶ Crowd ── Join ──▶ Storm   who got in, and who saw whom come in
//	          │  └── Talk ──▶ Talk    lines said, delivered, lost, doubled, damaged
//	          ├───── Idle ──▶ Idle    probes seen, questions answered
//	          └───── Count ─▶ Count   the same datagrams, sent by somebody else
//
//	member 0 ── socket ─┐
//	member 1 ── socket ─┼─ sweep: every millisecond, read whatever waits ─▶ byte for byte as expected?
//	member 2 ── socket ─┘
//
// Each member has a socket and thus a port of its own, as the protocol knows a client by its address
// alone. The sockets are in no poller: nobody is woken by a datagram, so that neither wake-ups, which the sender
// would pay for, nor the scheduler's mood are part of what is measured. What comes between two sweeps waits in the
// sockets' buffers.
//
// Textbook RSA without padding is deterministic, so that a crowd knows what every datagram must be, and
// compares rather than decrypts. Keys come from a seed: each run sends the same bytes but for the server's own key.
package crowd
