package congestion

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// minDatagrams is the smallest window, in datagrams, that a loss can leave
// (RFC 5681 section 3.1, equation 4).
const minDatagrams = 2

// newReno is the textbook's control, additive increase and multiplicative decrease
// (RFC 5681, with the recovery of RFC 6582):
//
//	cwnd ^          /|      /|
//	     |  slow   / |    /  |    /   ssthresh = cwnd/2 at each loss
//	     |  start /  |  /    |  /
//	     |      _/   |/      |/       +1 MSS per round trip in between
//	     |    _/
//	     +------------------------> time
type newReno struct {
	mss      int
	initial  int
	cwnd     int
	ssthresh int
	acked    int // bytes acknowledged since cwnd last grew in congestion avoidance

	srtt     time.Duration
	lastSent time.Time
	usage    control.Usage
	episode  control.Episode
	hystart  hystart
	timedOut bool // the timer fired and nothing was acknowledged since
	undo     renoUndo
}

// renoUndo is what a reduction took away.
type renoUndo struct {
	valid          bool
	cwnd, ssthresh int
	acked          int
}

func newNewReno(s settings) *newReno {
	return &newReno{
		mss:      s.mss,
		initial:  s.initialWindow,
		cwnd:     s.initialWindow,
		ssthresh: control.MaxWindow,
		hystart:  hystart{on: true},
	}
}

// Name implements Controller.
func (r *newReno) Name() string { return NewRenoName }

// Phase implements Controller.
func (r *newReno) Phase() string {
	return windowPhase(r.cwnd < r.ssthresh, r.hystart.conservative, r.episode.Recovering())
}

// windowPhase names the phase of a control with a slow start threshold.
func windowPhase(slowStart, conservative, recovery bool) string {
	switch {
	case recovery:
		return "recovery"
	case slowStart && conservative:
		return "conservative slow start"
	case slowStart:
		return "slow start"
	}
	return "congestion avoidance"
}

// OnSend implements Controller.
func (r *newReno) OnSend(now time.Time, s control.Sent) {
	idle := s.InFlight == s.Bytes && !r.lastSent.IsZero() &&
		idleTooLong(now.Sub(r.lastSent), r.srtt)
	if idle && r.cwnd > r.initial {
		// RFC 5681 section 4.1: begin again from the initial window. The threshold
		// remembers how far slow start may go (RFC 7661 section 4.4.3).
		r.ssthresh = max(r.ssthresh, r.cwnd-r.cwnd/4)
		r.cwnd = r.initial
	}
	r.lastSent = now
	r.usage.OnSend(s, r.cwnd, r.mss)
}

// OnAck implements Controller.
func (r *newReno) OnAck(_ time.Time, a control.Ack) {
	r.srtt = a.SRTT
	r.timedOut = false
	r.usage.OnAck(a.Sample)
	if r.episode.OnAck(a.SentAt) {
		return
	}
	if r.cwnd < r.ssthresh {
		r.slowStart(a)
		return
	}
	if !r.usage.Limited() {
		return
	}
	// Congestion avoidance: one MSS for each window acknowledged, that is, one a
	// round trip (RFC 5681 section 3.1; counting bytes, not ACKs, is RFC 3465).
	r.acked += a.Bytes
	if r.acked >= r.cwnd {
		r.acked -= r.cwnd
		r.cwnd = min(r.cwnd+r.mss, control.MaxWindow)
	}
}

// slowStart doubles the window each round trip: it grows by what was acknowledged.
func (r *newReno) slowStart(a control.Ack) {
	growth, done := r.hystart.onAck(a)
	if done {
		r.ssthresh = r.cwnd
		return
	}
	if r.usage.LimitedInSlowStart() {
		r.cwnd = min(r.cwnd+growth, r.ssthresh)
	}
}

// OnLoss implements Controller.
func (r *newReno) OnLoss(now time.Time, l control.Loss) {
	if r.episode.Contains(l.SentAt) {
		return // one reduction per round trip (RFC 6582 section 3.2)
	}
	r.save()
	r.episode.Begin(now)
	// RFC 5681 section 3.1, equation 4. It warns against cwnd in place of the
	// flight; here cwnd does not outgrow the flight (usage.go).
	r.ssthresh = max(r.cwnd/2, minDatagrams*r.mss)
	r.cwnd = r.ssthresh
	r.acked = 0
}

// OnTimeout implements Controller.
func (r *newReno) OnTimeout(now time.Time, inFlight int) {
	if !r.timedOut {
		// Of several time-outs in a row only the first says what the path held.
		r.save()
		r.ssthresh = max(inFlight/2, minDatagrams*r.mss)
	}
	r.timedOut = true
	r.episode.Begin(now)
	r.cwnd = r.mss // the loss window, RFC 5681 section 3.1
	r.acked = 0
	r.hystart.conservative = false
}

func (r *newReno) save() {
	r.undo = renoUndo{valid: true, cwnd: r.cwnd, ssthresh: r.ssthresh, acked: r.acked}
}

// OnSpurious takes the last reduction back (the idea of RFC 4015, Eifel response).
func (r *newReno) OnSpurious(time.Time) {
	if !r.undo.valid {
		return
	}
	r.cwnd = max(r.cwnd, r.undo.cwnd)
	r.ssthresh = r.undo.ssthresh
	r.acked = r.undo.acked
	r.undo.valid = false
	r.episode = control.Episode{} // it was none: a real loss of the same flight begins one
}

// Window implements Controller.
func (r *newReno) Window() int { return r.cwnd }

// PacingRate implements Controller.
func (r *newReno) PacingRate() float64 {
	return windowPacing(float64(r.cwnd), r.srtt, r.cwnd < r.ssthresh)
}
