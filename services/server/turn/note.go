package turn

import (
	"fmt"
	"net/netip"
	"time"
	"unicode/utf8"

	"obrolan/services/server/room"
)

// NoteKind is the kind of a Note. Its String is the event's name in the log.
type NoteKind uint8

// The kinds of a Note. Each comment lists the fields that the kind uses.
const (
	NoteKeys          NoteKind = iota + 1 // Detail: keys were exchanged
	NoteRight                             // the password was right
	NoteWrong                             // Count, Wait: it was wrong for the Count-th time; the answer waits
	NoteAvailable                         // Name is free, and reserved
	NoteUnnamed                           // Name, Err: refused
	NoteJoined                            // Name, Count: members now
	NoteSaid                              // Name, Text, Count: to how many
	NoteLeft                              // Name, Why, Count: members who stay
	NoteBye                               // left before it had a name
	NoteDropped                           // Name (or ""), Err: a datagram was dropped
	NoteNotUnderstood                     // Err: a datagram that is none of the protocol's was answered
	NoteStopping                          // Count: the server tells the members that it stops
)

var eventNames = map[NoteKind]string{
	NoteKeys:          "keys",
	NoteRight:         "password",
	NoteWrong:         "password",
	NoteAvailable:     "name",
	NoteUnnamed:       "name",
	NoteJoined:        "join",
	NoteSaid:          "say",
	NoteLeft:          "leave",
	NoteBye:           "leave",
	NoteDropped:       "drop",
	NoteNotUnderstood: "noise",
	NoteStopping:      "stop",
}

// String returns the event's name.
func (k NoteKind) String() string {
	if name, ok := eventNames[k]; ok {
		return name
	}
	return "unknown"
}

// Note is one log entry of the server. It never holds a password or a secret key.
type Note struct {
	Kind   NoteKind
	At     time.Time
	From   netip.AddrPort
	Name   string // safe to print once the room has accepted it; quote it before that
	Text   string // safe to print
	Detail string // the protocol's addition to the sentence; safe to print
	Err    error
	Why    room.Reason
	Count  int
	Wait   time.Duration
}

// shownText is how much of a message a sentence quotes, in bytes.
const shownText = 400

// shorten cuts a text between characters and appends its length.
func shorten(text string) string {
	if len(text) <= shownText {
		return text
	}
	end := shownText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… [%d characters]", text[:end], utf8.RuneCountInString(text))
}

// Sentence returns the note as a sentence.
func (n Note) Sentence() string {
	switch n.Kind {
	case NoteKeys:
		return "public keys exchanged; " + n.Detail
	case NoteRight:
		return "the password is right"
	case NoteWrong:
		return fmt.Sprintf("the password is wrong (%d so far); the answer waits %v", n.Count, n.Wait)
	case NoteAvailable:
		return fmt.Sprintf("the name %q is free, and reserved for %v", n.Name, room.ReserveFor)
	case NoteUnnamed:
		return fmt.Sprintf("the name %q is refused: %v", n.Name, n.Err)
	case NoteJoined:
		return fmt.Sprintf("%s came in (members: %d)", n.Name, n.Count)
	case NoteSaid:
		return fmt.Sprintf("%s: %s (sent to %d)", n.Name, shorten(n.Text), n.Count)
	case NoteLeft:
		return fmt.Sprintf("%s %v (members: %d)", n.Name, n.Why, n.Count)
	case NoteBye:
		return "left before it had a name"
	case NoteDropped:
		if n.Name != "" {
			return fmt.Sprintf("dropped a datagram from %s: %v", n.Name, n.Err)
		}
		return fmt.Sprintf("dropped a datagram: %v", n.Err)
	case NoteNotUnderstood:
		return fmt.Sprintf("answered a datagram that is not understood: %v", n.Err)
	case NoteStopping:
		return fmt.Sprintf("the room closes (members told: %d)", n.Count)
	}
	return "?"
}
