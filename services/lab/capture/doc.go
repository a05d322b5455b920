// Package capture reads and writes capture files, and listens on an interface. Only
// listening needs Linux and the capability CAP_NET_RAW.
//
//	interface ──Listen──▶ Frame ──▶ Writer ──▶ eve-20260102T150405Z.pcapng, and the next, …
//	                                          │   of limited size, the oldest are removed
//	                     Frame ◀── Reader ◀───┘   flushed after every frame
//
// The Writer's blocks are whole at every moment, so that a copy of the file that is being
// written can be read. The Reader returns what precedes damage in a file, and reports the offset of the damage.
package capture
