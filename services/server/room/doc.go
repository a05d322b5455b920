// Package room holds who is in the room, under which name, and who hears what. It is
// pure: it knows no socket, no protocol, no goroutine and no clock; the time comes as an argument.
//
//	            Reserve                Join
//	stranger ───────────▶ reserved ──────────▶ seated ──▶ Say, Say, …
//	    ▲   ▲              │   (5 s)             │
//	    │   └── expired ───┘                     │ Leave(why)
//	    └────────────────────────────────────────┘
//
// A name is one claim: at most one holder has it, reserved or seated, and a holder has at most
// one. A session of any protocol is a Member: it is handed the room's events and puts them on
// its wire, so that members of different protocols share one room. Owners says which names belong to a key.
package room
