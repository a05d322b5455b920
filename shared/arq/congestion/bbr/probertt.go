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
	limitedTo   int64 // samples of datagrams sent before so much was delivered are ours
}

func (r *rtt) init() { r.min, r.probeMin = noRTT, noRTT }

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

// seesThePath is the lab's addition to the draft: a flow whose round trips fall back to the
// minimum by themselves has just seen the queue empty, and need not halve
// its flight to see it again. That saves a lone flow two per cent of the link. The
// minimum must come from a ProbeRTT, as a newcomer's first samples may hold the queue
// of others; and where others keep a queue, samples stay above the minimum
// and ProbeRTT comes every five seconds as in the draft.
func (b *controller) seesThePath(rtt time.Duration) bool {
	r := &b.rtt
	return b.lab && r.confirmed && rtt <= r.probeMin+r.probeMin/samePath
}

func (b *controller) checkProbeRTT() {
	r := &b.rtt
	if b.state != probeRTT && r.expired && !r.idleRestart {
		b.saveCwnd() // while the state still says that the window is worth saving
		b.state, b.pacingGain, b.cwndGain = probeRTT, 1, probeRTTCwndGain
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

// handleProbeRTT waits until little is in flight, then 200 ms and a round more.
func (b *controller) handleProbeRTT() {
	r := &b.rtt
	r.limitedTo = b.delivered + int64(b.ack.InFlight)
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

func (b *controller) exitProbeRTT() {
	b.path.resetShortTerm()
	if !b.fullPipe.reached {
		b.enterStartup()
		return
	}
	b.enterProbeDown()
	b.enterProbeCruise()
}

func (b *controller) probeRTTCwnd() float64 {
	return max(b.bdp(b.path.bw, probeRTTCwndGain), b.minPipe())
}

// restartFromIdle resumes at the estimated rate, without a burst. The silence has
// emptied the queue as ProbeRTT would have ("Restarting From Idle").
func (b *controller) restartFromIdle() {
	b.rtt.idleRestart = true
	b.path.extraAckedStart = b.now
	b.path.extraAckedBytes = 0
	if b.inProbeBW() {
		b.setPacingRate(1)
	} else if b.state == probeRTT {
		b.checkProbeRTTDone()
	}
}
