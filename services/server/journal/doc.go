// Package journal is the server's log, as text or JSON. Its own goroutine writes it, so that a stopped terminal or a
// full pipe never blocks the room.
//
//	loop ──Note──▶ ┌───────────────┐
//	               │ queue, 4,096  │ ──▶ goroutine ──▶ text or JSON ──▶ standard output
//	slog ──Handle▶ └───────────────┘
//	                 full: dropped, counted
package journal
