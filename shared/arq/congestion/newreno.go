package congestion

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// newReno is the textbook's control, additive increase and multiplicative decrease
// (RFC 5681, with the recovery of RFC 6582):
//
//	cwnd ^          /|      /|
//	     |  slow   / |    /  |    /   ssthresh = FlightSize/2 at each loss
//	     |  start /  |  /    |  /
//	     |      _/   |/      |/       +1 MSS per round trip in between
//	     |    _/
//	     +------------------------> time
//
// Two things are done in another way than in the RFCs' text. The flight does not count what was
// selectively acknowledged, so that the window needs no inflation during recovery (RFC 5681
// section 3.2 (3) to (6); RFC 6675 section 4 counts the same way). And the window does not grow
// while the sender leaves it unused: RFC 5681 section 3 allows to be less aggressive than it is.
type newReno struct {
	mss      int
	initial  int
	cwnd     int
	ssthresh int
	acked    int // bytes acknowledged since cwnd last grew in congestion avoidance

	srtt     time.Duration
	lastSent time.Time
	usage    control.Usage
	recovery recovery
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
	return &newReno{mss: s.mss, initial: s.initialWindow, cwnd: s.initialWindow, ssthresh: control.MaxWindow}
}

// Name implements Controller.
func (r *newReno) Name() string { return NewRenoName }

// Phase implements Controller.
func (r *newReno) Phase() string {
	return windowPhase(r.cwnd < r.ssthresh, false, r.recovery.fast)
}

// OnSend implements Controller.
func (r *newReno) OnSend(now time.Time, s control.Sent) {
	if restartsFromIdle(now, r.lastSent, s.RTO) {
		r.cwnd = min(r.cwnd, r.initial)
		r.acked = 0
	}
	r.lastSent = now
	if s.InFlight == s.Bytes {
		r.usage.Forget()
	}
	r.usage.OnSend(s, r.cwnd, r.mss)
}

// restartsFromIdle reports whether a sender was silent for so long that it has lost the clock of its ACKs, and
// begins again with at most the initial window (RFC 5681 section 4.1).
func restartsFromIdle(now, lastSent time.Time, rto time.Duration) bool {
	return !lastSent.IsZero() && now.Sub(lastSent) > rto
}

// OnAck implements Controller.
func (r *newReno) OnAck(_ time.Time, a control.Ack) {
	r.srtt = a.SRTT
	r.timedOut = false
	r.usage.OnAck(a.Sample)
	if r.recovery.holds(a) {
		return
	}
	if r.cwnd < r.ssthresh {
		if r.usage.LimitedInSlowStart() {
			r.grow(min(a.Bytes, r.mss)) // RFC 5681 section 3.1, equation 2
		}
		return
	}
	if !r.usage.Limited() {
		return
	}
	// Congestion avoidance: one SMSS for each window acknowledged, that is, one a round trip. Counting
	// bytes is the way that RFC 5681 section 3.1 recommends.
	r.acked += a.Bytes
	if r.acked >= r.cwnd {
		r.acked -= r.cwnd
		r.grow(r.mss)
	}
}

func (r *newReno) grow(bytes int) { r.cwnd = min(r.cwnd+bytes, control.MaxWindow) }

// OnLoss implements Controller.
func (r *newReno) OnLoss(now time.Time, l control.Loss) {
	if l.Timeout || r.recovery.covers(l.SentAt) {
		return
	}
	r.save()
	r.recovery.begin(now)
	r.ssthresh = r.halfOf(l.FlightSize)
	r.cwnd = r.ssthresh // RFC 6582 section 3.2, step 3, option 2; RFC 6675 section 5 (4.2)
	r.acked = 0
}

// halfOf is RFC 5681's equation 4 (section 3.1).
func (r *newReno) halfOf(outstanding int) int {
	return max(flightSize(outstanding, r.cwnd)/2, minDatagrams*r.mss)
}

// OnTimeout implements Controller (RFC 5681 section 3.1).
func (r *newReno) OnTimeout(now time.Time, outstanding int) {
	if !r.timedOut {
		// The threshold stays as it is when what was sent again is lost again.
		r.save()
		r.ssthresh = r.halfOf(outstanding)
	}
	r.timedOut = true
	r.recovery.timeout(now)
	r.cwnd = r.mss // the loss window
	r.acked = 0
}

func (r *newReno) save() {
	r.undo = renoUndo{valid: true, cwnd: r.cwnd, ssthresh: r.ssthresh, acked: r.acked}
}

// OnSpurious takes the last reduction back. RFC 5681 has no undo; this is the one that RFC 9438
// section 4.9.2 describes for CUBIC.
func (r *newReno) OnSpurious(time.Time) {
	if !r.undo.valid {
		return
	}
	r.undo.valid = false
	r.recovery = recovery{} // it was none: a real loss of the same flight begins one
	if r.cwnd < r.undo.cwnd {
		r.cwnd, r.ssthresh, r.acked = r.undo.cwnd, r.undo.ssthresh, r.undo.acked
	}
}

// Window implements Controller.
func (r *newReno) Window() int { return r.cwnd }

// PacingRate implements Controller.
func (r *newReno) PacingRate() float64 {
	return windowPacing(float64(r.cwnd), r.srtt, r.cwnd < r.ssthresh)
}
