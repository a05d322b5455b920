// Package classic is the server's side of the classic protocol, as a pure state machine: its input is datagrams and the
// time; its output is datagrams and notes in a turn.Outbox. The server's loop drives it; it holds no socket, goroutine
// or clock.
//
// A session is identified by the peer's address alone:
//
//	          E,N            PASSWORD: right          SET_USERNAME: free
//	unknown ───────▶ knocking ─────────────▶ choosing ─────────────────▶ member
//	   ▲   ▲            │  ▲ │                 │                          │ │
//	   │   └─ expired ──┘  │ └──── LEAVE_TAG ──┴──── LEAVE_TAG ───────────┘ │
//	   │                  E,N                  ▼                            │
//	   └──── expired ────────────────────── departed                        │
//	   └──────── idle, unreachable ─────────────────────────────────────────┘
//
// A departed session is kept for a short time, so that a repeated LEAVE_TAG gets the same answer. So does every repeated
// request: a client repeats one only because the answer was lost.
//
// Sessions and answers before the password are limited: the number of sessions by dropping the oldest, the rate of answers
// by token buckets. The limits are generous, because a class that joins in one second from one NAT address is no attack.
package classic
