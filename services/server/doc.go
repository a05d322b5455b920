// Server is the chat room: one process, one UDP socket, and one loop that drives all sessions.
//
//	flags ─▶ Config ─▶ Listen ─▶ Serve
//	                              │
//	 socket ──Read──▶ loop ──dispatch──▶ classic.Machine ──▶ room.Room
//	 socket ◀──Send── loop ◀───────── Outbox ◀──┘  Deliver ◀──┘
//	                   │ notes
//	                   ▼
//	               journal (its own queue and goroutine)
//
// Only the loop touches sessions and the room. Health checks send it a function over a channel; metrics read atomic
// counters.
package main
