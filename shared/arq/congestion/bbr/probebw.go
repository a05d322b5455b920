package bbr

import (
	"math"
	"time"
)

// ackPhase is which part of the last probe the ACKs that arrive now belong to (BBR.ack_phase).
type ackPhase uint8

const (
	acksInit          ackPhase = iota // nothing: not probing
	acksRefilling                     // filling the pipe
	acksProbeStarting                 // inflight rises, no feedback yet
	acksProbeFeedback                 // feedback of the probe
	acksProbeStopping                 // stopped, feedback still arrives
)

// cycle is the state of the search for bandwidth in ProbeBW: DOWN, CRUISE, REFILL,
// UP and again.
type cycle struct {
	ackPhase       ackPhase
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

// renoRounds bounds the round trips between two probes, so that a NewReno flow
// beside this one has time to grow ("Time Scale for Bandwidth Probing").
const renoRounds = 63

// minProbeWait is the shortest time between two probes; up to a second is added.
const minProbeWait = 2 * time.Second

func (b *controller) inProbeBW() bool { return b.state >= probeDown && b.state <= probeUp }

// enterProbeDown sends slower, to drain the queue and to leave room to others (StartProbeBW_DOWN).
func (b *controller) enterProbeDown() {
	b.loss.resetSignals()
	c := &b.cycle
	c.upAckedPerStep = math.MaxInt
	c.roundsSinceUp = b.random.IntN(2)
	c.wait = minProbeWait + time.Duration(b.random.Float64()*float64(time.Second))
	c.stamp = b.now
	c.ackPhase = acksProbeStopping
	b.startRound()
	b.setProbeState(probeDown, downPacingGain, defaultCwndGain)
}

// enterProbeCruise sends at the estimated rate (StartProbeBW_CRUISE).
func (b *controller) enterProbeCruise() { b.setProbeState(probeCruise, 1, defaultCwndGain) }

// enterProbeRefill drops the short-term model and fills the pipe for one round, so that UP begins with a
// full pipe (StartProbeBW_REFILL).
func (b *controller) enterProbeRefill() {
	b.path.resetShortTerm()
	c := &b.cycle
	c.upRounds, c.upAcked = 0, 0
	c.precautionary = false
	c.ackPhase = acksRefilling
	b.startRound()
	b.setProbeState(probeRefill, 1, defaultCwndGain)
}

// enterProbeUp sends a quarter faster, to see whether more is delivered (StartProbeBW_UP).
func (b *controller) enterProbeUp() {
	b.cycle.ackPhase = acksProbeStarting
	b.startRound()
	b.fullPipe.reset(b.ack.Sample.Rate)
	b.setProbeState(probeUp, upPacingGain, upCwndGain)
	b.raiseSlope()
}

func (b *controller) setProbeState(s state, pacingGain, cwndGain float64) {
	b.state, b.pacingGain, b.cwndGain = s, pacingGain, cwndGain
}

// updateProbeBW is UpdateProbeBWCyclePhase ("ProbeBW Algorithm Details").
func (b *controller) updateProbeBW() {
	if !b.fullPipe.reached || b.adaptLongTerm() {
		return
	}
	switch b.state {
	case probeDown:
		if b.timeToProbe() {
			b.enterProbeRefill()
		} else if b.timeToCruise() {
			b.enterProbeCruise()
		}
	case probeCruise:
		if b.timeToProbe() {
			b.enterProbeRefill()
		}
	case probeRefill:
		if b.rounds.start {
			b.cycle.probeSample = true
			b.enterProbeUp()
		}
	case probeUp:
		if b.timeToGoDown() {
			b.cycle.tooHigh = false
			b.enterProbeDown()
		}
	}
}

// timeToProbe is IsTimeToProbeBW: after two to three seconds, or after as many round trips as NewReno
// would need to grow by a whole BDP, if that is sooner.
func (b *controller) timeToProbe() bool {
	if b.now.After(b.cycle.stamp.Add(b.cycle.wait)) {
		return true
	}
	rounds := min(int(b.targetInflight())/b.mss, renoRounds)
	return b.cycle.roundsSinceUp >= rounds
}

// timeToCruise is IsTimeToCruise: there is headroom, and the queue is empty.
func (b *controller) timeToCruise() bool {
	inflight := float64(b.ack.InFlight)
	return inflight <= b.inflightWithHeadroom() && inflight <= b.inflight(b.path.maxBw, 1)
}

// timeToGoDown is IsTimeToGoDown: the rate no longer grows, or the last probe lost too much and this one has
// as much in flight ("Precautionary Bandwidth Probing").
func (b *controller) timeToGoDown() bool {
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

// inflightWithHeadroom leaves part of the long-term limit to other flows (InflightWithHeadroom).
func (b *controller) inflightWithHeadroom() float64 {
	long := b.path.inflightLong
	if math.IsInf(long, 1) {
		return long
	}
	headroom := max(float64(b.mss), headroomShare*long)
	return max(long-headroom, b.minPipe())
}

// raiseSlope doubles the growth of the long-term limit with each round of UP (RaiseInflightLongtermSlope).
func (b *controller) raiseSlope() {
	c := &b.cycle
	growth := 1 << c.upRounds
	c.upRounds = min(c.upRounds+1, 30)
	c.upAckedPerStep = max(b.cwnd/growth, b.mss)
}

// probeLongTermUpward raises the limit by a datagram for each step of bytes acknowledged, if the limit is in
// use (ProbeInflightLongtermUpward).
func (b *controller) probeLongTermUpward() {
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
// while losses are few (AdaptLongTermModel). It reports whether it changed the state.
func (b *controller) adaptLongTerm() bool {
	c := &b.cycle
	if c.ackPhase == acksProbeStarting && b.rounds.start {
		c.ackPhase = acksProbeFeedback
	}
	if c.ackPhase == acksProbeStopping && b.rounds.start {
		c.probeSample = false
		c.ackPhase = acksInit
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
	if b.state == probeUp {
		b.probeLongTermUpward()
	}
	return false
}
