package bbr

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// This file is where bbr-lab departs from the draft. Each method asks b.lab; without it each does what the
// draft says.

// labLossThreshold is bbr-lab's BBR.LossThresh for as long as the queue is empty. The draft's is
// too low for a path that loses at random: at 5 % each round trip exceeds it, each
// probe lowers the long-term limit, each round in CRUISE the short-term model,
// and of a link of 100 Mbit/s a tenth is used (at 1 %, about 80 %). A limit for
// 5 % must also allow for its variance: of 40 datagrams in a round of Startup
// 2 are lost on average, and often 6. In the simulator of this package's tests a
// limit of 10 or 15 % ended Startup too early in some of 150 runs, 20 % in none.
//
// With such a limit alone a flow that came first would ignore the few per cent that a newcomer's
// probing costs it, and keep 95 % of the link. So it applies only while round-trip times show
// no queue. With a queue the draft's limit and the draft's answer apply. A queue too short to be
// seen (control.QueueRise) counts as none; there newcomers do starve.
const labLossThreshold = 0.20

// limit is the share of lost data that is too much now.
func (b *controller) limit() float64 {
	if b.lab && !b.queued() {
		return labLossThreshold
	}
	return lossThreshold
}

// queued reports whether a queue stood at the bottleneck for all of the last round:
// even the round's smallest round-trip time was well above the path's. Its largest
// would not do: BBR's own probes make short queues.
func (b *controller) queued() bool {
	return b.rounds.lastRTT > 0 && b.rounds.lastRTT-control.QueueRise(b.rtt.min) > b.rtt.min
}

// answersLosses reports whether a round that lost something lowers the short-term model. In the draft each such
// round does, in bbr-lab only one that suggests congestion: with a queue, or with more losses than the limit.
func (b *controller) answersLosses() bool {
	return !b.lab || b.queued() || b.loss.tooMany
}

// samePath: a round trip within 1/64 of the minimum is the minimum.
const samePath = 64

// seesThePath reports whether bbr-lab may put ProbeRTT off: round trips that fall back to the
// minimum by themselves have just shown the path with an empty queue, and the flow need not
// halve its flight to see it again. That saves a lone flow one per cent of the link. The
// minimum must come from a ProbeRTT, as a newcomer's first samples may hold the queue
// of others. Where others keep a queue, samples stay above the minimum and ProbeRTT
// comes every five seconds as in the draft.
func (b *controller) seesThePath(rtt time.Duration) bool {
	r := &b.rtt
	return b.lab && r.confirmed && rtt <= r.probeMin+r.probeMin/samePath
}
