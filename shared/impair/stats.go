package impair

import "fmt"

// Stats counts what a link did. Every datagram and every copy ends in exactly
// one place:
//
//	Sent + Duplicated + Replayed =
//	    Delivered + Cut + RuleDropped + BurstLost + Lost + QueueDropped
type Stats struct {
	// Sent and SentBytes count what was offered.
	Sent, SentBytes uint64
	// Delivered and DeliveredBytes count what arrives, copies included.
	Delivered, DeliveredBytes uint64

	// Cut counts datagrams that met an outage.
	Cut uint64
	// RuleDropped counts datagrams that a rule dropped.
	RuleDropped uint64
	// BurstLost counts losses by the Gilbert–Elliott model.
	BurstLost uint64
	// Lost counts losses by plain chance.
	Lost uint64
	// QueueDropped counts datagrams and copies that found the queue full.
	QueueDropped uint64

	// Duplicated counts copies made by chance, Replayed those made by rules.
	Duplicated, Replayed uint64
	// Reordered counts datagrams that arrive after having been held back, at
	// random or by a rule; whether another one overtook is the sender's pace.
	Reordered uint64
	// Corrupted counts datagrams that arrive damaged, at random or by a rule.
	Corrupted uint64

	// QueuePeak is the most that ever waited at the bottleneck, in bytes.
	QueuePeak int
	// RuleHits counts, for each rule of the configuration, the datagrams on
	// which it acted.
	RuleHits []uint64
}

// String returns the counts in one line; what is 0 is left out.
func (s Stats) String() string {
	line := fmt.Sprintf("sent %d, delivered %d", s.Sent, s.Delivered)
	for _, c := range []struct {
		count uint64
		what  string
	}{
		{s.Cut, "cut"},
		{s.RuleDropped, "dropped by rules"},
		{s.BurstLost, "lost in bursts"},
		{s.Lost, "lost"},
		{s.QueueDropped, "dropped by the queue"},
		{s.Duplicated, "duplicated"},
		{s.Replayed, "replayed"},
		{s.Reordered, "reordered"},
		{s.Corrupted, "corrupted"},
	} {
		if c.count > 0 {
			line += fmt.Sprintf(", %d %s", c.count, c.what)
		}
	}
	return line
}
