// Package secure opens a protected connection and seals and opens its datagrams, from the rung hybrid up. It is pure: its
// input is what arrives and the time, its output what to send. It is independent of sockets and of the transport; package
// link combines the two.
//
//	client                                                             server
//	NewClient, Hello     ── SYN: offer, random, share, padded ──────▶  Cookies.Make: no state, no RSA
//	Client.Challenged   ◀── OPN: cookie ────────────────────────────
//	                     ── SYN: the same, with the cookie ─────────▶  Cookies.Check, Accept
//	                                                                   ToSign ──▶ a worker ──▶ Signed
//	Client.Welcomed     ◀── SYN|ACK: choice, share, key, signature ──
//	Client.Finish        ── ACK|OPN: sealed finished MAC ───────────▶  Server.Finished
//	Client.Keys                                                        Server.Keys
//
// The key schedule (schedule.go) and the transcript (transcript.go) are built as those of TLS 1.3 (RFC 8446 sections 4.4.1
// and 7.1), with labels of their own. After the opening each direction has a Sealer and an Opener: AES-256-GCM with the
// segment's header as additional data and the packet number as nonce. Spake2 proves the room's password inside the
// sealed connection. docs/protocol.md pins every byte.
package secure
