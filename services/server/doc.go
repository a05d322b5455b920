// Server is the room: one program, one UDP port, one loop that drives everybody's session.
//
//	flags ─▶ Config ─▶ Listen ─▶ Serve
//	                              │
//	 socket ──Read──▶ loop ──dispatch──▶ classic.Machine ──▶ room.Room
//	 socket ◀──Send── loop ◀───────── Outbox ◀──┘  Deliver ◀──┘
//	                   │ notes
//	                   ▼
//	               journal (a queue and a goroutine of its own)
//
// The loop is the only goroutine that touches sessions and the room. Health checks ask it over a
// channel; metrics read counters.
package main
