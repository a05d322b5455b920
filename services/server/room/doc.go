// Package room holds the members, their names, and who receives which event. It is pure: no socket, protocol, goroutine
// or clock; the time is an argument.
//
//	            Reserve                Join
//	stranger ───────────▶ reserved ──────────▶ seated ──▶ Say, Say, …
//	    ▲   ▲              │   (5 s)             │
//	    │   └── expired ───┘                     │ Leave(why)
//	    └────────────────────────────────────────┘
//
// A name has at most one holder, and a holder has at most one name, reserved or seated. A session of any protocol is a
// Member: it encodes the room's events for its peer, so that members of different protocols share one room. Owners
// stores which names belong to a key.
package room
