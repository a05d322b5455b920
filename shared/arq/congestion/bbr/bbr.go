package bbr

import (
	"math"
	"math/rand/v2"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// The names of the two variants.
const (
	Name    = "bbr"     // draft-ietf-ccwg-bbr
	LabName = "bbr-lab" // tuned
)

// Constants of BBR (draft-ietf-ccwg-bbr, "Terminology").
const (
	startupPacingGain = 2.77 // the smallest that doubles the rate each round
	drainPacingGain   = 0.5
	downPacingGain    = 0.9
	upPacingGain      = 1.25
	defaultCwndGain   = 2.0
	upCwndGain        = 2.25
	probeRTTCwndGain  = 0.5
	pacingMargin      = 0.99 // pace a little below the estimate, so that queues drain

	beta          = 0.7  // what a round with losses leaves of the short-term model
	headroomShare = 0.15 // share of the long-term limit left to others in CRUISE

	minPipeDatagrams = 4
	maxBwCycles      = 2  // window of the bandwidth filter, in probing cycles
	extraAckedRounds = 10 // window of the aggregation filter, in round trips

	fullPipeGrowth = 1.25 // less growth than this in fullPipeRounds rounds: full
	fullPipeRounds = 3
	fullLossRanges = 6 // separate holes in a round that end Startup
	drainRounds    = 3

	minRTTWindow     = 10 * time.Second
	probeRTTInterval = 5 * time.Second
	probeRTTDuration = 200 * time.Millisecond
)

// state is a state of BBR's machine ("State Transition Diagram").
type state uint8

const (
	startup state = iota
	drain
	probeDown
	probeCruise
	probeRefill
	probeUp
	probeRTT
)

var stateNames = [...]string{
	"Startup", "Drain", "ProbeBW_DOWN", "ProbeBW_CRUISE", "ProbeBW_REFILL", "ProbeBW_UP",
	"ProbeRTT",
}

// String returns the phase's name.
func (s state) String() string { return stateNames[s] }

// controller is BBR. It looks for the point at which the link is busy and its queue empty. Where NewReno and
// CUBIC fill the queue until it overflows, BBR keeps a model of the path, made of the largest
// delivery rate and the smallest round-trip time seen lately, paces at that rate and keeps
// about that product, the BDP, in flight (draft-ietf-ccwg-bbr, BBRv3):
//
//	          |
//	          v
//	+---> Startup ------------+   rate doubles each round
//	|         v               |
//	|       Drain ------------+   empty the queue that Startup left
//	|         v               |
//	+--> ProbeBW_DOWN --------+   a bit slower: leave room
//	| ^       v               |
//	| |  ProbeBW_CRUISE ------+   at the estimated rate
//	| |       v               |
//	| |  ProbeBW_REFILL ------+   fill the pipe for one round
//	| |       v               |
//	| +- ProbeBW_UP ----------+   faster: is there more?
//	|                         |
//	+----- ProbeRTT <---------+   every five seconds: is the path shorter than thought?
//
// The parts: model.go (what is known of the path), startup.go, probebw.go,
// probertt.go (the states), loss.go and undo.go (what losses say), window.go (the
// window and the rate that follow), lab.go (where bbr-lab departs from the draft). Names are the draft's. Rates are in bytes per second.
type controller struct {
	mss     int
	initial int
	lab     bool // the tuned variant, see lab.go
	random  *rand.Rand

	state      state
	cwnd       int
	priorCwnd  int
	pacingGain float64
	cwndGain   float64
	pacingRate float64
	srtt       time.Duration

	now       time.Time     // of the call under way
	ack       control.Ack   // of the call under way
	delivered int64         // C.delivered as far as known
	usage     control.Usage // C.is_cwnd_limited
	rounds    rounds
	path      path
	fullPipe  fullPipe
	cycle     cycle
	rtt       rtt
	loss      loss
	undo      undo
}

// New makes the draft's BBR for datagrams of at most mss bytes, with a first window of initial bytes.
// seed seeds the waiting times that it draws between two probes for bandwidth.
func New(mss, initial int, seed uint64) control.Controller {
	return newController(mss, initial, seed, false)
}

// NewLab makes the tuned variant.
func NewLab(mss, initial int, seed uint64) control.Controller {
	return newController(mss, initial, seed, true)
}

func newController(mss, initial int, seed uint64, lab bool) *controller {
	b := &controller{
		mss:     mss,
		initial: initial,
		lab:     lab,
		random:  rand.New(rand.NewPCG(seed, 0)),
		cwnd:    initial,
	}
	b.path.init()
	b.rtt.init()
	b.loss.init()
	b.cycle.upAckedPerStep = math.MaxInt
	b.initPacingRate(0)
	b.enterStartup()
	return b
}

// Name implements Controller.
func (b *controller) Name() string {
	if b.lab {
		return LabName
	}
	return Name
}

// Phase implements Controller.
func (b *controller) Phase() string { return b.state.String() }

// Window implements Controller.
func (b *controller) Window() int { return b.cwnd }

// PacingRate implements Controller.
func (b *controller) PacingRate() float64 { return b.pacingRate }

// OnSend implements Controller.
func (b *controller) OnSend(now time.Time, s control.Sent) {
	b.now = now
	b.usage.OnSend(s, b.cwnd, b.mss)
	b.startClocks()
	if s.InFlight == s.Bytes && (s.AppLimited || b.rtt.limits(b.delivered)) {
		b.restartFromIdle()
	}
}

// OnAck runs the draft's UpdateOnACK: the model first, then the state, then the
// window and the rate ("Per-ACK Steps").
func (b *controller) OnAck(now time.Time, a control.Ack) {
	b.now, b.ack = now, a
	b.startClocks()
	b.markSample()
	b.delivered = a.Sample.TotalDelivered
	b.usage.OnAck(a.Sample)
	b.takeSRTT()

	b.updateLatestDelivery()
	b.updateCongestionSignals()
	b.updateAggregation()
	b.checkFullPipe()
	b.checkStartupDone()
	b.checkDrainDone()
	b.updateProbeBW()
	b.updateMinRTT()
	b.checkProbeRTT()
	b.advanceLatestDelivery()
	b.boundBandwidth()

	b.endRecovery()
	b.setPacingRate(b.pacingGain)
	b.setCwnd()
}
