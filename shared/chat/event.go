package chat

import "time"

// EventKind tells events apart.
type EventKind uint8

// The kinds of an Event, with the fields that they use.
const (
	Said    EventKind = iota + 1 // Name, Text, Own: somebody said something
	Joined                       // Name came in
	Left                         // Name went out
	Other                        // Text: the server says something that is none of these
	Away                         // Err: the server is silent or gone; the Room is trying to join again
	Back                         // the Room has joined again; what was said meanwhile was missed
	Unseen                       // Text: what this Room said and nobody confirmed
	Missed                       // Count: events that this reader was too slow for
	Damaged                      // Text says what: something arrived that could not be read
	Ended                        // Err: nil after Leave or Close, else why; the last event
)

var eventNames = map[EventKind]string{
	Said:    "said",
	Joined:  "joined",
	Left:    "left",
	Other:   "other",
	Away:    "away",
	Back:    "back",
	Unseen:  "unseen",
	Missed:  "missed",
	Damaged: "damaged",
	Ended:   "ended",
}

// String returns the kind's name.
func (k EventKind) String() string {
	if name, ok := eventNames[k]; ok {
		return name
	}
	return "unknown"
}

// Event is one thing that happened in a room. Name and Text come from the network but are
// already safe to print (package printable).
type Event struct {
	Kind  EventKind
	At    time.Time // when this client learned of it
	Name  string
	Text  string
	Own   bool // Said: it is the echo of what this Room said
	Count int
	Err   error
}
