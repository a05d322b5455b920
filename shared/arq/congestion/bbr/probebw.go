package bbr

import (
	"math"
	"time"
)

// bbrAckPhase says what the ACKs that arrive now tell of the last probe ("ProbeBW State").
type bbrAckPhase uint8

const (
	bbrAcksInit          bbrAckPhase = iota // nothing: not probing
	bbrAcksRefilling                        // filling the pipe
	bbrAcksProbeStarting                    // inflight rises, no feedback yet
	bbrAcksProbeFeedback                    // feedback of the probe
	bbrAcksProbeStopping                    // stopped, feedback still arrives
)

// bbrCycle is the state of the search for bandwidth in ProbeBW: DOWN, CRUISE, REFILL,
// UP and again.
type bbrCycle struct {
	ackPhase       bbrAckPhase
	probeSample    bool // BBR.is_bw_probe_sample
	stamp          time.Time
	wait           time.Duration // BBR.bw_probe_wait
	roundsSinceUp  int
	drainRound     uint64
	upRounds       uint // BBR.bw_probe_up_rounds
	upAcked        int  // BBR.bw_probe_up_acked
	upAckedPerStep int  // BBR.probe_up_acked_per_inc
	tooHigh        bool // BBR.prev_probe_too_high
	precautionary  bool // BBR.prev_probe_precautionary
}

// bbrRenoRounds bounds the round trips between two probes, so that a NewReno flow
// beside this one has time to grow ("Time Scale for Bandwidth Probing").
const bbrRenoRounds = 63

// bbrMinProbeWait is the shortest time between two probes; up to a second is added.
const bbrMinProbeWait = 2 * time.Second

func (b *bbr) inProbeBW() bool { return b.state >= bbrProbeDown && b.state <= bbrProbeUp }

// enterProbeDown gives back what UP took, and leaves room to others ("ProbeBW_DOWN").
func (b *bbr) enterProbeDown() {
	b.loss.resetSignals()
	c := &b.cycle
	c.upAckedPerStep = math.MaxInt
	c.roundsSinceUp = b.random.IntN(2)
	c.wait = bbrMinProbeWait + time.Duration(b.random.Float64()*float64(time.Second))
	c.stamp = b.now
	c.ackPhase = bbrAcksProbeStopping
	b.startRound()
	b.setProbeState(bbrProbeDown, bbrDownPacingGain, bbrCwndGain)
}

// enterProbeCruise sends at the estimated rate ("ProbeBW_CRUISE").
func (b *bbr) enterProbeCruise() { b.setProbeState(bbrProbeCruise, 1, bbrCwndGain) }

// enterProbeRefill forgets recent losses and fills the pipe for one round, so that
// what UP finds is not the dent that CRUISE left ("ProbeBW_REFILL").
func (b *bbr) enterProbeRefill() {
	b.path.resetShortTerm()
	c := &b.cycle
	c.upRounds, c.upAcked = 0, 0
	c.precautionary = false
	c.ackPhase = bbrAcksRefilling
	b.startRound()
	b.setProbeState(bbrProbeRefill, 1, bbrCwndGain)
}

// enterProbeUp sends a quarter faster, to see whether more is delivered ("ProbeBW_UP").
func (b *bbr) enterProbeUp() {
	b.cycle.ackPhase = bbrAcksProbeStarting
	b.startRound()
	b.fullPipe.reset(b.ack.Sample.Rate)
	b.setProbeState(bbrProbeUp, bbrUpPacingGain, bbrUpCwndGain)
	b.raiseSlope()
}

func (b *bbr) setProbeState(s bbrState, pacingGain, cwndGain float64) {
	b.state, b.pacingGain, b.cwndGain = s, pacingGain, cwndGain
}

// updateProbeBW is UpdateProbeBWCyclePhase ("ProbeBW Algorithm Details").
func (b *bbr) updateProbeBW() {
	if !b.fullPipe.reached || b.adaptLongTerm() {
		return
	}
	switch b.state {
	case bbrProbeDown:
		if b.timeToProbe() {
			b.enterProbeRefill()
		} else if b.timeToCruise() {
			b.enterProbeCruise()
		}
	case bbrProbeCruise:
		if b.timeToProbe() {
			b.enterProbeRefill()
		}
	case bbrProbeRefill:
		if b.rounds.start {
			b.cycle.probeSample = true
			b.enterProbeUp()
		}
	case bbrProbeUp:
		if b.timeToGoDown() {
			b.cycle.tooHigh = false
			b.enterProbeDown()
		}
	}
}

// timeToProbe is due after two to three seconds, or sooner where the pipe is so small that
// NewReno would be back at its last window sooner.
func (b *bbr) timeToProbe() bool {
	if b.now.After(b.cycle.stamp.Add(b.cycle.wait)) {
		return true
	}
	rounds := min(int(b.targetInflight())/b.mss, bbrRenoRounds)
	return b.cycle.roundsSinceUp >= rounds
}

// timeToCruise: there is headroom, and the queue is empty.
func (b *bbr) timeToCruise() bool {
	inflight := float64(b.ack.InFlight)
	return inflight <= b.inflightWithHeadroom() && inflight <= b.inflight(b.path.maxBw, 1)
}

// timeToGoDown ends UP once the rate no longer grows, or at once where the last probe
// went too high and this one has come to the same volume ("Precautionary Bandwidth Probing").
func (b *bbr) timeToGoDown() bool {
	long := b.path.inflightLong
	if b.cycle.tooHigh && float64(b.ack.InFlight) >= long {
		b.cycle.precautionary = true
		return true
	}
	if b.usage.Limited() && float64(b.cwnd) >= long {
		b.fullPipe.reset(b.ack.Sample.Rate) // the limit, not the path, holds the rate
		return false
	}
	return b.fullPipe.now
}

// inflightWithHeadroom leaves part of the long-term limit to other flows.
func (b *bbr) inflightWithHeadroom() float64 {
	long := b.path.inflightLong
	if math.IsInf(long, 1) {
		return long
	}
	headroom := max(float64(b.mss), bbrHeadroom*long)
	return max(long-headroom, b.minPipe())
}

// raiseSlope doubles the growth of the long-term limit with each round of UP.
func (b *bbr) raiseSlope() {
	c := &b.cycle
	growth := 1 << c.upRounds
	c.upRounds = min(c.upRounds+1, 30)
	c.upAckedPerStep = max(b.cwnd/growth, b.mss)
}

// probeLongTermUpward raises the limit by a datagram for each step's worth of ACKs, if it is in
// use.
func (b *bbr) probeLongTermUpward() {
	if !b.usage.Limited() || float64(b.cwnd) < b.path.inflightLong {
		return
	}
	c := &b.cycle
	c.upAcked += b.ack.Bytes
	if c.upAcked >= c.upAckedPerStep {
		steps := c.upAcked / c.upAckedPerStep
		c.upAcked -= steps * c.upAckedPerStep
		b.path.inflightLong += float64(steps * b.mss)
	}
	if b.rounds.start {
		b.raiseSlope()
	}
}

// adaptLongTerm follows the feedback of the probe and raises the long-term limit
// while losses are few. It reports whether it changed the state.
func (b *bbr) adaptLongTerm() bool {
	c := &b.cycle
	if c.ackPhase == bbrAcksProbeStarting && b.rounds.start {
		c.ackPhase = bbrAcksProbeFeedback
	}
	if c.ackPhase == bbrAcksProbeStopping && b.rounds.start {
		c.probeSample = false
		c.ackPhase = bbrAcksInit
		if b.inProbeBW() && !b.ack.Sample.AppLimited {
			b.path.cycles++ // AdvanceMaxBwFilter
		}
		if b.inProbeBW() && c.precautionary && !c.tooHigh {
			b.enterProbeRefill()
			return true
		}
	}
	if b.sampleTooHigh() || math.IsInf(b.path.inflightLong, 1) {
		return false
	}
	b.path.inflightLong = max(b.path.inflightLong, float64(b.ack.Sample.TxInFlight))
	if b.state == bbrProbeUp {
		b.probeLongTermUpward()
	}
	return false
}
