package chat

import (
	"net/netip"
	"time"
)

// Machine is a member of a room in one protocol, as a pure state machine. Its input is calls, datagrams, socket errors
// and the time; Take returns its output. It holds no socket, goroutine, lock or clock. It is not safe for concurrent
// use: a driver calls it from one goroutine, with times that never go back.
//
//	         Dial, Authenticate, Enter, Say, …        Output: Events  ──▶ Room.Events
//	Room ───────────────────────────────────▶ Machine ──────▶ Results ──▶ the Room's callers
//	socket ── Opened, Datagram, Refused ────▶    ▲            Actions ──▶ sockets
//	clock ─── Tick ──────────────────────────────┘ Deadline
//
// Each call has a nonzero number. Exactly one Result answers it, at once or later.
type Machine interface {
	// The calls of a Room; Room documents them.
	Dial(now time.Time, call uint64)
	Authenticate(now time.Time, call uint64, password string)
	Enter(now time.Time, call uint64, name string)
	Say(now time.Time, call uint64, text string)
	Settle(now time.Time, call uint64)
	Leave(now time.Time, call uint64)

	// Cancel gives up a call whose context ended and answers it with why.
	Cancel(now time.Time, call uint64, why error)

	// Opened reports the result of the last OpenSocket action: the socket's destination, or err.
	Opened(now time.Time, socket uint32, to Destination, err error)
	// Datagram takes a datagram that arrived on a socket. It does not keep data.
	Datagram(now time.Time, socket uint32, data []byte)
	// Refused reports that no program listens at the socket's destination.
	Refused(now time.Time, socket uint32)
	// Unsent reports that this machine can't send through socket now; err is an ErrLocal.
	Unsent(now time.Time, socket uint32, err error)

	// Deadline returns when to call Tick next. The zero time means never.
	Deadline() time.Time
	// Tick runs the timers that have expired at now.
	Tick(now time.Time)

	// End stops the machine. The event Ended carries why.
	End(now time.Time, why error)
	// IsOver reports whether the machine has issued the event Ended. It does nothing after that.
	IsOver() bool

	// Take returns the output since the last call and clears it.
	Take() Output
}

// Output is what a Machine wants done. The caller of Take owns it.
type Output struct {
	Actions []Action // in the order in which to do them
	Events  []Event
	Results []Result
}

// ActionKind is the kind of an Action.
type ActionKind uint8

// The kinds of an Action. Each comment lists the fields that the kind uses.
const (
	Send        ActionKind = iota + 1 // Socket, Data: send a datagram
	OpenSocket                        // Socket, Choice: resolve the server's name, open a socket of that number, then call Opened
	CloseSocket                       // Socket: close it
)

// Action is one operation on a socket. The Machine numbers its sockets from 1.
type Action struct {
	Kind   ActionKind
	Socket uint32
	Data   []byte
	Choice uint32 // which address of the server's name, counted from 0, modulo their number
}

// Destination is the address that a socket sends to.
type Destination struct {
	Server netip.AddrPort
	Others int // the number of other addresses that the server's name has
}

// Result answers the call of the same number.
type Result struct {
	Call  uint64
	Reply string // the server's own words, where the Room's method returns them
	Err   error
}
