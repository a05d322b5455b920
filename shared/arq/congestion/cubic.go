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
	// cubicCalmBeta is what a reduction leaves when the queue was empty: see reduceCalmly.
	cubicCalmBeta = 0.95
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
	wMax      float64 // W_max: the window before the last reduction, or a bit less (4.7)
	cwndPrior float64 // from here on W_est grows as NewReno's window does (4.3)

	srtt     time.Duration
	lastSent time.Time
	lastAck  time.Time
	usage    control.Usage
	episode  control.Episode
	hystart  hystart
	timedOut bool
	undo     cubicUndo

	lab   bool // a loss without a queue is no congestion: see reduceCalmly
	queue queueSign
}

// cubicCurve is one stage of congestion avoidance: W_cubic(t) = C·(t−K)³ + W_max.
type cubicCurve struct {
	begun  bool
	start  time.Time // t = 0, moved on by the time in which the application sent little
	k      float64   // K in seconds: when W_cubic is back at origin
	origin float64   // W_max of this stage
	wEst   float64   // W_est: what NewReno would have by now (section 4.3)
}

// cubicUndo is what a reduction took away (section 4.9).
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
		hystart:  hystart{on: true},
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
	return windowPhase(c.cwnd < c.ssthresh, c.hystart.conservative, c.episode.Recovering())
}

// OnSend implements Controller.
func (c *cubic) OnSend(now time.Time, s control.Sent) {
	idle := s.InFlight == s.Bytes && !c.lastSent.IsZero() &&
		idleTooLong(now.Sub(c.lastSent), c.srtt)
	if idle && c.cwnd > c.initial {
		// As NewReno does after idleness: RFC 5681 section 4.1, RFC 7661 section 4.4.3.
		c.ssthresh = max(c.ssthresh, c.cwnd*3/4)
		c.cwnd = c.initial
		c.curve.begun = false
		c.wMax = 0
	}
	c.lastSent = now
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
	if c.episode.OnAck(a.SentAt) {
		return
	}
	if c.cwnd < c.ssthresh {
		c.slowStart(a)
		return
	}
	if !c.usage.Limited() {
		// The curve waits while the application does (section 5.8).
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

func (c *cubic) slowStart(a control.Ack) {
	growth, done := c.hystart.onAck(a)
	if done {
		c.ssthresh = c.cwnd
		return
	}
	if c.usage.LimitedInSlowStart() {
		c.cwnd = min(c.cwnd+float64(growth)/float64(c.mss), c.ssthresh)
	}
}

// beginCurve starts a stage of congestion avoidance at the present window.
func (c *cubic) beginCurve(now time.Time) {
	c.curve = cubicCurve{begun: true, start: now, wEst: c.cwnd, origin: c.wMax}
	if c.wMax <= c.cwnd {
		// No loss came before (section 4.10), or the stage follows a time-out
		// (section 4.8): look for more at once.
		c.curve.origin = c.cwnd
		return
	}
	c.curve.k = math.Cbrt((c.wMax - c.cwnd) / cubicC) // section 4.2, figure 2
}

// at is W_cubic(t) in segments, t in seconds (section 4.2, figure 1).
func (v *cubicCurve) at(t float64) float64 {
	d := t - v.k
	return cubicC*d*d*d + v.origin
}

// avoid is congestion avoidance for one acknowledgement.
func (c *cubic) avoid(now time.Time, a control.Ack) {
	segments := float64(a.Bytes) / float64(c.mss)
	alpha := cubicAlpha
	if c.curve.wEst >= c.cwndPrior {
		alpha = 1 // back where the loss was, grow as NewReno does (section 4.3)
	}
	c.curve.wEst += alpha * segments / c.cwnd

	t := now.Sub(c.curve.start).Seconds()
	if c.curve.at(t) < c.curve.wEst {
		// Reno-friendly region: never slower than NewReno (section 4.3).
		c.cwnd = min(max(c.cwnd, c.curve.wEst), control.MaxWindow)
		return
	}
	// Concave or convex region: be at W_cubic(t+RTT) a round trip from now, so move
	// by a share of the distance for each segment (sections 4.4 and 4.5).
	target := c.curve.at(t + c.srtt.Seconds())
	target = min(max(target, c.cwnd), cubicMaxStep*c.cwnd)
	c.cwnd = min(c.cwnd+(target-c.cwnd)/c.cwnd*segments, control.MaxWindow)
}

// OnLoss implements Controller.
func (c *cubic) OnLoss(now time.Time, l control.Loss) {
	if c.episode.Contains(l.SentAt) {
		return
	}
	c.save()
	c.episode.Begin(now)
	if c.lab && c.queue.empty() {
		c.reduceCalmly()
	} else {
		c.reduce()
	}
	c.cwnd = c.ssthresh
}

// reduce is multiplicative decrease (section 4.6) with fast convergence (section 4.7):
// a flow that lost before it was back at its last W_max is losing share to a newcomer,
// and gives up more of it.
func (c *cubic) reduce() {
	c.cwndPrior = c.cwnd
	if c.cwnd < c.wMax {
		c.wMax = c.cwnd * (1 + cubicBeta) / 2
	} else {
		c.wMax = c.cwnd
	}
	c.ssthresh = max(c.cwnd*cubicBeta, minDatagrams)
	c.curve.begun = false
}

// reduceCalmly is what cubic-lab adds to the RFC: the answer to a loss that came while
// the queue was empty, which is no sign of congestion but of a path that drops at random. The
// window gives up a twentieth, and goes on as NewReno would, one segment a round trip.
//
// Why: at 1 % random loss the RFC's law, CubicResponse, leaves 6 % of a link of 100
// Mbit/s at 20 ms and 1.5 % at 80 ms, less than other transports reach there (they
// mix NewReno's growth with a factor of 0.7). At a link that overflows, the queue is full
// when the loss happens, and nothing changes. Price: where the queue is too short to be
// noticed (queueSign), cubic-lab takes several times the share of one that keeps
// to the letter. The idea that a short queue excuses a smaller reduction
// is that of RFC 8511 and, for losses, of TCP Veno.
func (c *cubic) reduceCalmly() {
	c.wMax = c.cwnd
	c.cwndPrior = 0
	c.ssthresh = max(c.cwnd*cubicCalmBeta, minDatagrams)
	c.curve.begun = false
}

// OnTimeout implements Controller.
func (c *cubic) OnTimeout(now time.Time, _ int) {
	if !c.timedOut {
		c.save()
		c.reduce()
		c.wMax = 0 // the stage after a time-out begins with K = 0 (section 4.8)
	}
	c.timedOut = true
	c.episode.Begin(now)
	c.cwnd = 1
	c.hystart.conservative = false
}

func (c *cubic) save() {
	c.undo = cubicUndo{
		valid: true, cwnd: c.cwnd, ssthresh: c.ssthresh,
		wMax: c.wMax, cwndPrior: c.cwndPrior, curve: c.curve,
	}
}

// OnSpurious takes the last reduction back, curve included (section 4.9).
func (c *cubic) OnSpurious(time.Time) {
	if !c.undo.valid {
		return
	}
	u := c.undo
	c.cwnd = max(c.cwnd, u.cwnd)
	c.ssthresh, c.wMax, c.cwndPrior, c.curve = u.ssthresh, u.wMax, u.cwndPrior, u.curve
	c.undo.valid = false
	c.episode = control.Episode{} // it was none: a real loss of the same flight begins one
}

// Window implements Controller.
func (c *cubic) Window() int { return int(c.cwnd * float64(c.mss)) }

// PacingRate implements Controller.
func (c *cubic) PacingRate() float64 {
	return windowPacing(c.cwnd*float64(c.mss), c.srtt, c.cwnd < c.ssthresh)
}
