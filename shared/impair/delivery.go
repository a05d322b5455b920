package impair

import "time"

// Delivery is a datagram that arrives. Of two with the same time, the one that
// was appended first arrives first.
type Delivery struct {
	// At is when it arrives.
	At time.Time
	// Data is the slice that was given to [Link.Send], except for damaged
	// datagrams and copies, which have memory of their own. Sender and receiver
	// must agree not to change it in between.
	Data []byte
	// N is the datagram's number on its link, from 1; copies share it.
	N uint64
	// Marks says what happened on the way.
	Marks Mark
}

// Mark is a set of things that happened to a datagram which arrives.
type Mark uint8

const (
	// Damaged: bits were flipped, at random or by a rule.
	Damaged Mark = 1 << iota
	// Held: later datagrams may overtake it, by Reorder or by a rule.
	Held
	// Copy: the network made it, by Duplicate or by a rule's replay.
	Copy
)

// Verdict is what became of a datagram at the link's entrance.
type Verdict uint8

const (
	// Passed: it is on its way.
	Passed Verdict = iota
	// WasCut: the link was down.
	WasCut
	// ByRule: a rule dropped it.
	ByRule
	// InBurst: the Gilbert–Elliott model lost it.
	InBurst
	// AtRandom: plain loss.
	AtRandom
	// QueueFull: it didn't fit into the bottleneck's queue.
	QueueFull
)

// String returns a few words for a log line.
func (v Verdict) String() string {
	switch v {
	case Passed:
		return "passed"
	case WasCut:
		return "link cut"
	case ByRule:
		return "dropped by a rule"
	case InBurst:
		return "lost in a burst"
	case AtRandom:
		return "lost"
	case QueueFull:
		return "queue full"
	}
	return "unknown verdict"
}
