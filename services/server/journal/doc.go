// Package journal is the server's log: what happens in the room as lines for people or as
// JSON, written by a goroutine of its own, so that a terminal that is held or a full pipe never
// stalls the room.
//
//	loop ──Note──▶ ┌───────────────┐
//	               │ queue, 4,096  │ ──▶ goroutine ──▶ text or JSON ──▶ standard output
//	slog ──Handle▶ └───────────────┘
//	                 full: dropped, counted
package journal
