// Package capture reads and writes capture files, and listens on an interface. Only
// listening needs Linux and a right (CAP_NET_RAW).
//
//	interface ──Listen──▶ Frame ──▶ Writer ──▶ eve-20260102T150405Z.pcapng, and the next, …
//	                                          │   each at most so large, the oldest go
//	                     Frame ◀── Reader ◀───┘   flushed after every frame
//
// The Writer's blocks are whole at every moment, so that a copy of the file that is being
// written can be read. The Reader keeps what stands before a damage, and says at which byte it is.
package capture
