package bbr

import (
	"math"
	"time"
)

// noRTT stands for "no round-trip sample yet".
const noRTT = time.Duration(math.MaxInt64)

// rtt tracks the smallest round-trip time, and when to look for it again: a queue
// that never empties hides how short the path is ("ProbeRTT").
type rtt struct {
	min        time.Duration // BBR.min_rtt, the smallest of the last ten seconds
	stamp      time.Time     // when it was measured
	probeMin   time.Duration // BBR.probe_rtt_min_delay, the smallest of the last five
	probeStamp time.Time
	expired    bool // BBR.probe_rtt_expired: probeMin is due for a refresh
	confirmed  bool // a ProbeRTT has measured since the connection began

	doneStamp   time.Time // when ProbeRTT may end; zero until inflight is low
	roundDone   bool      // a round has passed since inflight was low
	idleRestart bool

	// BBR itself, not the path, sets the pace in ProbeRTT (MarkConnectionAppLimited in "ProbeRTT Logic"):
	// what leaves while so many bytes are delivered is marked as application-limited.
	limitedFrom, limitedTo int64
}

// markLimited moves the end of the marked time on, or begins one.
func (r *rtt) markLimited(delivered, end int64) {
	if delivered > r.limitedTo {
		r.limitedFrom = delivered
	}
	r.limitedTo = end
}

// limits reports whether a datagram is marked that left when so many bytes were delivered.
func (r *rtt) limits(delivered int64) bool {
	return r.limitedTo > 0 && r.limitedFrom <= delivered && delivered <= r.limitedTo
}

func (r *rtt) init() { r.min, r.probeMin = noRTT, noRTT }

// updateMinRTT is UpdateMinRTT. The case of seesThePath is bbr-lab's.
func (b *controller) updateMinRTT() {
	r, rtt := &b.rtt, b.ack.RTT
	r.expired = b.now.After(r.probeStamp.Add(probeRTTInterval))
	switch {
	case rtt > 0 && (rtt < r.probeMin || r.expired):
		r.probeMin, r.probeStamp = rtt, b.now
	case rtt > 0 && b.seesThePath(rtt):
		r.probeStamp = b.now
	}
	if r.probeMin < r.min || b.now.After(r.stamp.Add(minRTTWindow)) {
		r.min, r.stamp = r.probeMin, r.probeStamp
	}
}

// checkProbeRTT is CheckProbeRTT.
func (b *controller) checkProbeRTT() {
	r := &b.rtt
	if b.state != probeRTT && r.expired && !r.idleRestart {
		b.state, b.pacingGain, b.cwndGain = probeRTT, 1, probeRTTCwndGain
		b.saveCwnd()
		r.doneStamp = time.Time{}
		b.cycle.ackPhase = acksProbeStopping
		b.startRound()
	}
	if b.state == probeRTT {
		b.handleProbeRTT()
	}
	if b.ack.Sample.Delivered > 0 {
		r.idleRestart = false
	}
}

// handleProbeRTT waits until little is in flight, then 200 ms and a round more (HandleProbeRTT).
func (b *controller) handleProbeRTT() {
	r := &b.rtt
	r.markLimited(b.delivered, b.delivered+int64(b.ack.InFlight))
	if r.doneStamp.IsZero() {
		if float64(b.ack.InFlight) <= b.probeRTTCwnd() {
			r.doneStamp = b.now.Add(probeRTTDuration)
			r.roundDone = false
			b.startRound()
		}
		return
	}
	r.roundDone = r.roundDone || b.rounds.start
	if r.roundDone {
		b.checkProbeRTTDone()
	}
}

// checkProbeRTTDone is CheckProbeRTTDone.
func (b *controller) checkProbeRTTDone() {
	r := &b.rtt
	if r.doneStamp.IsZero() || !b.now.After(r.doneStamp) {
		return
	}
	r.probeStamp = b.now // the next ProbeRTT is five seconds away
	r.confirmed = true
	b.restoreCwnd()
	b.exitProbeRTT()
}

// exitProbeRTT is ExitProbeRTT: the cycle begins with DOWN, which has nothing left to drain.
func (b *controller) exitProbeRTT() {
	b.path.resetShortTerm()
	if !b.fullPipe.reached {
		b.enterStartup()
		return
	}
	b.enterProbeDown()
	b.enterProbeCruise()
}

// probeRTTCwnd is ProbeRTTCwnd in bytes.
func (b *controller) probeRTTCwnd() float64 {
	return max(b.bdp(b.path.bw, probeRTTCwndGain), b.minPipe())
}

// restartFromIdle resumes at the estimated rate, without a burst. The silence has
// emptied the queue as ProbeRTT would have ("Restarting From Idle").
func (b *controller) restartFromIdle() {
	b.rtt.idleRestart = true
	b.path.extraAckedStart = b.now
	if b.inProbeBW() {
		b.setPacingRate(1)
	} else if b.state == probeRTT {
		b.checkProbeRTTDone()
	}
}
