package room

import "time"

// EventKind is the kind of an Event.
type EventKind uint8

// The kinds of an Event.
const (
	Said   EventKind = iota + 1 // Name said Text; delivered to all members, the speaker included
	Joined                      // Name entered; delivered to all others
	Left                        // Name left because of Why; delivered to all others
)

// Event is one thing that happened in the room.
type Event struct {
	Kind EventKind
	Seq  uint64 // numbers the room's events without a gap, from Config.LastSeq + 1
	At   time.Time
	Name string // as its holder wrote it
	Line        // Said
	Why  Reason // Left
}

// Reason is why a member left.
type Reason uint8

// The reasons for leaving.
const (
	Quit        Reason = iota + 1 // said goodbye
	Idle                          // was silent for longer than the idle limit
	Refused                       // ICMP port unreachable: its port is closed
	Unreachable                   // its host is unreachable
	Replaced                      // another client exchanged keys from the same address
)

var reasonWords = map[Reason]struct{ sentence, label string }{
	Quit:        {"left", "quit"},
	Idle:        {"was silent for too long", "idle"},
	Refused:     {"is gone: its port is closed", "refused"},
	Unreachable: {"is gone: its host can't be reached", "unreachable"},
	Replaced:    {"started over from the same address", "replaced"},
}

// String returns the reason as the predicate of a sentence whose subject is the name.
func (r Reason) String() string {
	if w, ok := reasonWords[r]; ok {
		return w.sentence
	}
	return "left"
}

// Label returns the reason as a counter's label.
func (r Reason) Label() string {
	if w, ok := reasonWords[r]; ok {
		return w.label
	}
	return "unknown"
}

// Member is one session as the room sees it: an identity that holds a name, and a receiver of events. Its dynamic type
// must be comparable, e.g. a pointer.
type Member interface {
	// Owner returns the key that the session has proved to hold, or Guest. It must not change.
	Owner() Owner
	// Deliver receives an event. The Room's methods call it; it must not call the Room, and must not keep the Event,
	// which is valid until it returns.
	Deliver(*Event)
}
