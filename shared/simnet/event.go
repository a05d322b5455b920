package simnet

import (
	"fmt"
	"net/netip"
	"time"

	"obrolan/shared/impair"
)

// Kind is the kind of an [Event].
type Kind uint8

const (
	// Sent: a datagram was written. Verdict says whether it is on its way.
	Sent Kind = iota
	// Arrived: a datagram is in the receiver's buffer.
	Arrived
	// Overflowed: the receiver's buffer was full.
	Overflowed
	// Unreached: nobody listened at the address.
	Unreached
)

// String returns the kind in one word.
func (k Kind) String() string {
	switch k {
	case Sent:
		return "sent"
	case Arrived:
		return "arrived"
	case Overflowed:
		return "overflowed"
	case Unreached:
		return "unreached"
	}
	return "unknown"
}

// Event is one thing that happens to a datagram. Config.Tap receives it.
type Event struct {
	// At is the time, Since the time since the network was made.
	At    time.Time
	Since time.Duration
	Kind  Kind
	// From and To are the datagram's addresses as they were when it was sent.
	From, To netip.AddrPort
	// Flow, Direction and N name the datagram for rules; all are 0 where To
	// has never been listened on.
	Flow      uint32
	Direction impair.Direction
	N         uint64
	// Verdict is set for Sent: why it isn't on its way.
	Verdict impair.Verdict
	// Marks are set for all others: what happened on the way.
	Marks impair.Mark
	// Data is the datagram, valid during the call only.
	Data []byte
}

// String returns the event as one line of a log, without the datagram's bytes.
func (e Event) String() string {
	line := fmt.Sprintf("%11.6fs flow %d %s #%d %v > %v %s %d bytes",
		e.Since.Seconds(), e.Flow, e.Direction, e.N, e.From, e.To, e.Kind, len(e.Data))
	if e.Verdict != impair.Passed {
		line += ": " + e.Verdict.String()
	}
	for _, m := range []struct {
		mark impair.Mark
		what string
	}{{impair.Damaged, "damaged"}, {impair.Held, "held back"}, {impair.Copy, "a copy"}} {
		if e.Marks&m.mark != 0 {
			line += ", " + m.what
		}
	}
	return line
}
