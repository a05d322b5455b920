package congestion

import (
	"math"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// Constants of CUBIC (RFC 9438 sections 4.1, 4.3 and 4.6).
const (
	cubicC    = 0.4 // segments per second cubed: how fast it moves away from W_max
	cubicBeta = 0.7 // what a reduction leaves
	// cubicAlpha makes the Reno-friendly window as large on average as NewReno's,
	// although it reduces to 0.7 where NewReno reduces to 0.5.
	cubicAlpha = 3 * (1 - cubicBeta) / (1 + cubicBeta)
	// cubicMaxStep bounds the growth to half the window per round trip (section 4.2).
	cubicMaxStep = 1.5
)

// cubic grows by the time since the last loss, not by the round trip: fast far below
// the window W_max at which the loss happened, slowly near it, and fast again beyond,
// to look for more (RFC 9438). Windows are in segments of mss bytes, as in the RFC.
//
//	cwnd ^                         /
//	     |                        /  convex: probing
//	W_max|- - - - - - - ,---------
//	     |           ,-'|
//	     |         ,'   |   concave: back to W_max
//	     |        /     |
//	     |W_max·β /     |
//	     +-------+------+-----------> t
//	             0      K
type cubic struct {
	mss       int
	initial   float64
	cwnd      float64
	ssthresh  float64
	curve     cubicCurve
	wMax      float64 // W_max: the window before the last reduction, or a bit less (4.7); 0: undefined
	cwndPrior float64 // cwnd_prior: from here on W_est grows as NewReno's window does (4.3)

	srtt     time.Duration
	lastSent time.Time
	lastAck  time.Time
	usage    control.Usage
	recovery recovery
	hystart  hystart
	timedOut bool
	undo     cubicUndo

	lab   bool // a loss without a queue is no congestion: see reduceGently
	queue queueSign
}

// cubicCurve is one stage of congestion avoidance: W_cubic(t) = C·(t−K)³ + W_max.
type cubicCurve struct {
	begun bool
	start time.Time // t_epoch, moved on by the time in which the application sent little
	k     float64   // K in seconds: when W_cubic is back at W_max
	wEst  float64   // W_est: what NewReno would have by now (section 4.3)
}

// cubicUndo is what a reduction took away (section 4.9.2).
type cubicUndo struct {
	valid                           bool
	cwnd, ssthresh, wMax, cwndPrior float64
	curve                           cubicCurve
}

func newCubic(s settings, lab bool) *cubic {
	initial := float64(s.initialWindow) / float64(s.mss)
	return &cubic{
		mss:      s.mss,
		initial:  initial,
		cwnd:     initial,
		ssthresh: control.MaxWindow,
		lab:      lab,
	}
}

// Name implements Controller.
func (c *cubic) Name() string {
	if c.lab {
		return CubicLabName
	}
	return CubicName
}

// Phase implements Controller.
func (c *cubic) Phase() string {
	return windowPhase(c.cwnd < c.ssthresh, c.hystart.conservative, c.recovery.fast)
}

// OnSend implements Controller.
func (c *cubic) OnSend(now time.Time, s control.Sent) {
	if restartsFromIdle(now, c.lastSent, s.RTO) && c.cwnd > c.initial {
		c.cwnd = c.initial
		c.curve.begun = false
	}
	c.lastSent = now
	if s.InFlight == s.Bytes {
		c.usage.Forget()
	}
	c.usage.OnSend(s, c.Window(), c.mss)
}

// OnAck implements Controller.
func (c *cubic) OnAck(now time.Time, a control.Ack) {
	sinceLast := now.Sub(c.lastAck)
	c.lastAck = now
	c.srtt = a.SRTT
	c.timedOut = false
	c.usage.OnAck(a.Sample)
	c.queue.onAck(a)
	if c.recovery.holds(a) {
		return
	}
	if c.cwnd < c.ssthresh {
		c.slowStart(a)
		return
	}
	if !c.usage.Limited() {
		// The curve waits while the application does (sections 4.2 and 5.8).
		if c.curve.begun {
			c.curve.start = c.curve.start.Add(sinceLast)
		}
		return
	}
	if !c.curve.begun {
		c.beginCurve(now)
	}
	c.avoid(now, a)
}

// slowStart is HyStart++ until the threshold is known, then RFC 5681's (section 4.10; RFC 9406
// section 4.3 leaves the later ones to the standard).
func (c *cubic) slowStart(a control.Ack) {
	growth := min(a.Bytes, c.mss)
	if c.ssthresh == control.MaxWindow {
		var done bool
		if growth, done = c.hystart.onAck(a); done {
			c.ssthresh, c.cwndPrior = c.cwnd, c.cwnd // section 4.10
			return
		}
	}
	if c.usage.LimitedInSlowStart() {
		c.cwnd = min(c.cwnd+float64(growth)/float64(c.mss), control.MaxWindow)
	}
}

// beginCurve starts a stage of congestion avoidance at the present window.
func (c *cubic) beginCurve(now time.Time) {
	if c.wMax == 0 {
		// No loss came before (section 4.10), or the stage follows a time-out
		// (section 4.8): K = 0, to look for more at once.
		c.wMax = c.cwnd
	}
	c.curve = cubicCurve{begun: true, start: now, wEst: c.cwnd}
	c.curve.k = math.Cbrt((c.wMax - c.cwnd) / cubicC) // section 4.2, figure 2
}

// windowAt is W_cubic(t) in segments, t in seconds (section 4.2, figure 1).
func (c *cubic) windowAt(t float64) float64 {
	d := t - c.curve.k
	return cubicC*d*d*d + c.wMax
}

// avoid is congestion avoidance for one acknowledgement.
func (c *cubic) avoid(now time.Time, a control.Ack) {
	alpha := cubicAlpha
	if c.curve.wEst >= c.cwndPrior {
		alpha = 1 // back where the loss was, grow as NewReno does (section 4.3)
	}
	c.curve.wEst += alpha * float64(a.Bytes) / float64(c.mss) / c.cwnd // section 4.3, figure 4

	t := now.Sub(c.curve.start).Seconds()
	if c.windowAt(t) < c.curve.wEst {
		// Reno-friendly region: never slower than NewReno (section 4.3).
		c.cwnd = min(c.curve.wEst, control.MaxWindow)
		return
	}
	// Concave or convex region: aim at W_cubic(t+RTT), a round trip from now, by a share of the
	// distance for each acknowledgement (sections 4.2, 4.4 and 4.5).
	target := c.windowAt(t + c.srtt.Seconds())
	target = min(max(target, c.cwnd), cubicMaxStep*c.cwnd)
	c.cwnd = min(c.cwnd+(target-c.cwnd)/c.cwnd, control.MaxWindow)
}

// OnLoss implements Controller.
func (c *cubic) OnLoss(now time.Time, l control.Loss) {
	if l.Timeout || c.recovery.covers(l.SentAt) {
		return
	}
	c.save()
	c.recovery.begin(now)
	c.hystart.conservative = false
	if c.lab && c.queue.empty() {
		c.reduceGently(l.FlightSize)
	} else {
		c.reduce(l.FlightSize, cubicBeta)
	}
	c.cwnd = c.ssthresh
}

// reduce is multiplicative decrease (section 4.6) with fast convergence (section 4.7):
// a flow that lost before it was back at its last W_max is losing share to a newcomer,
// and gives up more of it.
func (c *cubic) reduce(outstanding int, beta float64) {
	c.cwndPrior = c.cwnd
	if c.cwnd < c.wMax {
		c.wMax = c.cwnd * (1 + cubicBeta) / 2
	} else {
		c.wMax = c.cwnd
	}
	flight := float64(flightSize(outstanding, c.Window())) / float64(c.mss)
	c.ssthresh = max(flight*beta, minDatagrams)
	c.curve.begun = false
}

// OnTimeout implements Controller (section 4.8).
func (c *cubic) OnTimeout(now time.Time, outstanding int) {
	if !c.timedOut {
		c.save()
		c.reduce(outstanding, cubicBeta)
		c.wMax = 0 // the stage after a time-out begins with K = 0
	}
	c.timedOut = true
	c.recovery.timeout(now)
	c.cwnd = 1
	c.hystart.conservative = false
}

func (c *cubic) save() {
	c.undo = cubicUndo{
		valid: true, cwnd: c.cwnd, ssthresh: c.ssthresh,
		wMax: c.wMax, cwndPrior: c.cwndPrior, curve: c.curve,
	}
}

// OnSpurious takes the last reduction back, curve included, unless the window has grown beyond
// it since (section 4.9.2).
func (c *cubic) OnSpurious(time.Time) {
	if !c.undo.valid {
		return
	}
	u := c.undo
	c.undo.valid = false
	c.recovery = recovery{} // it was none: a real loss of the same flight begins one
	if c.cwnd < u.cwnd {
		c.cwnd, c.ssthresh, c.wMax, c.cwndPrior, c.curve = u.cwnd, u.ssthresh, u.wMax, u.cwndPrior, u.curve
	}
}

// Window implements Controller.
func (c *cubic) Window() int { return int(c.cwnd * float64(c.mss)) }

// PacingRate implements Controller.
func (c *cubic) PacingRate() float64 {
	return windowPacing(c.cwnd*float64(c.mss), c.srtt, c.cwnd < c.ssthresh)
}
