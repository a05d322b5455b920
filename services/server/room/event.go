package room

import "time"

// EventKind tells events apart.
type EventKind uint8

// The kinds of an Event.
const (
	Said   EventKind = iota + 1 // Name said Text; goes to everybody, the speaker included
	Joined                      // Name came in; goes to everybody else
	Left                        // Name went out because of Why; goes to everybody else
)

// Event is one thing that happened in the room.
type Event struct {
	Kind EventKind
	Seq  uint64 // counts the room's events without a gap, from Config.LastSeq + 1
	At   time.Time
	Name string // as its holder wrote it
	Line        // Said
	Why  Reason // Left
}

// Reason says why a member left.
type Reason uint8

// The reasons of a leave.
const (
	Quit        Reason = iota + 1 // said good-bye
	Idle                          // was silent for longer than the idle limit
	Refused                       // its host says that nobody listens there any more
	Unreachable                   // its host can't be reached any more
	Replaced                      // somebody started over from the same address
)

var reasonWords = map[Reason]struct{ sentence, label string }{
	Quit:        {"left", "quit"},
	Idle:        {"was silent for too long", "idle"},
	Refused:     {"is gone: its port is closed", "refused"},
	Unreachable: {"is gone: its host can't be reached", "unreachable"},
	Replaced:    {"started over from the same address", "replaced"},
}

// String returns the reason as the rest of a sentence that starts with the name.
func (r Reason) String() string {
	if w, ok := reasonWords[r]; ok {
		return w.sentence
	}
	return "left"
}

// Label returns the reason's name for counters.
func (r Reason) Label() string {
	if w, ok := reasonWords[r]; ok {
		return w.label
	}
	return "unknown"
}

// Member is one session as the room sees it: an identity for claims, and a way to hand events over.
// Its dynamic type must be comparable; a pointer is.
type Member interface {
	// Owner returns the key that the session has proved to hold, or Guest. It does not change.
	Owner() Owner
	// Deliver hands an event over. It is called from within the Room's methods, must not
	// call the Room back, and must not keep the Event, which is valid until it returns.
	Deliver(*Event)
}
