package impair

import (
	"slices"
	"time"
)

// Config says what a link does to datagrams. The zero value does nothing.
// Probabilities are fractions in [0, 1].
//
// Everything but LossOnly and Rules has a text form: [Parse], [Config.String].
type Config struct {
	// Loss is the probability that a datagram vanishes, each by itself.
	Loss float64
	// Burst adds losses that come in bursts; nil is none.
	Burst *GilbertElliott
	// LossOnly picks the datagrams that Loss and Burst may take; nil is all.
	// The others pass, and are counted like all the rest, so that the nth
	// datagram's draw stays the nth. It must not change or keep its argument.
	LossOnly func(datagram []byte) bool

	// Delay is what every datagram takes; Jitter is the most that is added to
	// it, evenly distributed. Neither changes the order.
	Delay, Jitter time.Duration

	// Duplicate is the probability that a datagram is sent twice. The copy
	// follows directly, through the same queue, with a jitter of its own.
	Duplicate float64
	// Reorder is the probability that a datagram is held back by ReorderBy,
	// so that later ones overtake it.
	Reorder float64
	// ReorderBy is how long such a datagram is held back; 0 stands for half of
	// Delay + Jitter, at least a millisecond.
	ReorderBy time.Duration
	// Corrupt is the probability that one bit of a datagram is flipped.
	Corrupt float64

	// Rate is the bottleneck in bits a second, counted in the datagrams' own
	// bytes (UDP payload: no headers); 0 is unlimited. At most 10^12.
	Rate int64
	// Queue is what may wait for the bottleneck, in bytes, the rest of the
	// datagram on the wire included; a datagram that doesn't fit is dropped.
	// 0 stands for 100 ms of Rate, at least 64 KiB. At most 1 GiB.
	Queue int

	// Outages are the times when the link is cut.
	Outages []Outage
	// Rules are faults aimed at single datagrams.
	Rules []Rule
}

// clone returns a copy that shares nothing which its owner may change, without
// the rules: a link counts on its own copies of them.
func (c Config) clone() Config {
	if c.Burst != nil {
		burst := *c.Burst
		c.Burst = &burst
	}
	c.Outages = slices.Clone(c.Outages)
	c.Rules = nil
	return c
}

// heldBack returns how long a reordered datagram is late.
func (c *Config) heldBack() time.Duration {
	if c.ReorderBy > 0 {
		return c.ReorderBy
	}
	return max(c.Delay/2+c.Jitter/2, time.Millisecond)
}

// cut reports whether the schedule has the link down at the given age.
func (c *Config) cut(age time.Duration) bool {
	for _, o := range c.Outages {
		if o.covers(age) {
			return true
		}
	}
	return false
}
