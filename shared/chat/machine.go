package chat

import (
	"net/netip"
	"time"
)

// Machine is a member of a room in one protocol, as a pure state machine: calls, datagrams and socket errors
// go in with the time; Take returns what is to be done about them. It holds no socket, goroutine, lock or
// clock. A driver runs it; its methods are called by one goroutine at a time, with times that never go back.
//
//	         Dial, Authenticate, Enter, Say, …        Output: Events  ──▶ Room.Events
//	Room ───────────────────────────────────▶ Machine ──────▶ Results ──▶ the Room's callers
//	socket ── Opened, Datagram, Refused ────▶    ▲            Actions ──▶ sockets
//	clock ─── Tick ──────────────────────────────┘ Deadline
//
// A call has a number, not 0, and is answered by exactly one Result, at once or later.
type Machine interface {
	// The calls of a Room, which says what each is for.
	Dial(now time.Time, call uint64)
	Authenticate(now time.Time, call uint64, password string)
	Enter(now time.Time, call uint64, name string)
	Say(now time.Time, call uint64, text string)
	Settle(now time.Time, call uint64)
	Leave(now time.Time, call uint64)

	// Cancel gives up a call whose context ended, for the reason why. It answers the call.
	Cancel(now time.Time, call uint64, why error)

	// Opened says what became of the socket that was asked for last: where it sends to, or err is why there
	// is none.
	Opened(now time.Time, socket uint32, to Destination, err error)
	// Datagram takes what arrived on a socket; data is not kept.
	Datagram(now time.Time, socket uint32, data []byte)
	// Refused says that nobody listens where socket sends to.
	Refused(now time.Time, socket uint32)
	// Unsent says that this machine can't send through socket now; err is an ErrLocal.
	Unsent(now time.Time, socket uint32, err error)

	// Deadline returns when Tick must be called next; the zero time: never.
	Deadline() time.Time
	// Tick does what is due at now.
	Tick(now time.Time)

	// End stops everything; why is what the event Ended carries.
	End(now time.Time, why error)
	// IsOver tells whether the event Ended has been reported: nothing happens any more.
	IsOver() bool

	// Take returns what is to be done, and forgets it.
	Take() Output
}

// Output is what a Machine wants done. The receiver owns it.
type Output struct {
	Actions []Action // in order
	Events  []Event
	Results []Result
}

// ActionKind tells actions apart.
type ActionKind uint8

// The kinds of an Action, with the fields that they use.
const (
	Send        ActionKind = iota + 1 // Socket, Data: send a datagram
	OpenSocket                        // Socket, Choice: look the server up and open a socket of that number; then call Opened
	CloseSocket                       // Socket: it is not needed any more
)

// Action is one thing to do to a socket. Sockets are numbered by the Machine, from 1.
type Action struct {
	Kind   ActionKind
	Socket uint32
	Data   []byte
	Choice uint32 // which of the addresses of the server's name, counted from 0, over and over
}

// Destination is where a socket sends to.
type Destination struct {
	Server netip.AddrPort
	Others int // how many other addresses the server's name has
}

// Result answers the call with that number.
type Result struct {
	Call  uint64
	Reply string // what the server said, in its own words, where a Room's method returns that
	Err   error
}
