package chat

import "time"

// EventKind is the kind of an Event.
type EventKind uint8

// The kinds of an Event. Each comment lists the fields that the kind uses.
const (
	Said    EventKind = iota + 1 // Name, Text, Own: a member said something
	Joined                       // Name entered
	Left                         // Name left
	Other                        // Text: any other line from the server
	Away                         // Err: the server is silent or gone, and the Room tries to join again
	Back                         // the Room has joined again and missed what was said meanwhile
	Unseen                       // Text: this Room said it, and no echo confirmed it
	Missed                       // Count: events dropped because the reader was too slow
	Damaged                      // Text: what arrived and could not be read
	Ended                        // Err: nil after Leave or Close, else the reason; always the last event
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

// Event is one thing that happened in a room. Name and Text come from the network; package printable has made them
// safe to print.
type Event struct {
	Kind  EventKind
	At    time.Time // when this client received it
	Name  string
	Text  string
	Own   bool // Said: the echo of what this Room said
	Count int
	Err   error
}
