// Package classic holds the server's side of each conversation, as pure state machines:
// a datagram or the time goes in, datagrams and notes for the log come out in a turn.Outbox. One
// loop drives all of them; nothing here knows a socket, a goroutine or a clock.
//
// Classic speaks the original protocol. A session is known by its address alone:
//
//	          E,N            PASSWORD: right          SET_USERNAME: free
//	unknown ───────▶ knocking ─────────────▶ choosing ─────────────────▶ member
//	   ▲   ▲            │  ▲ │                 │                          │ │
//	   │   └─ expired ──┘  │ └──── LEAVE_TAG ──┴──── LEAVE_TAG ───────────┘ │
//	   │                  E,N                  ▼                            │
//	   └──── expired ────────────────────── departed                        │
//	   └──────── idle, unreachable ─────────────────────────────────────────┘
//
// departed is kept for a moment, so that a LEAVE_TAG that is sent again because its answer got lost is
// answered as the first one was. Every repeat is: lost answers are the client's only reason to repeat.
//
// What costs memory or earns an answer before the password is bounded: the number of sessions by
// dropping the oldest, the rate by token buckets. The buckets are generous, as a class that joins in one
// second from one translated address is not an attack.
package classic
