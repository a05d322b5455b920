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
	bbrStartupPacingGain = 2.77 // the smallest that doubles the rate each round
	bbrDrainPacingGain   = 0.5
	bbrDownPacingGain    = 0.9
	bbrUpPacingGain      = 1.25
	bbrCwndGain          = 2.0
	bbrUpCwndGain        = 2.25
	bbrProbeRTTCwndGain  = 0.5
	bbrPacingMargin      = 0.99 // pace a little below the estimate, so that queues drain

	bbrBeta     = 0.7  // what a round with losses leaves of the short-term model
	bbrHeadroom = 0.15 // share of the long-term limit left to others in CRUISE

	bbrMinPipeDatagrams = 4
	bbrMaxBwCycles      = 2  // window of the bandwidth filter, in probing cycles
	bbrExtraAckedRounds = 10 // window of the aggregation filter, in round trips

	bbrFullPipeGrowth = 1.25 // less growth than this in bbrFullPipeRounds rounds: full
	bbrFullPipeRounds = 3
	bbrFullLossRanges = 6 // separate holes in a round that end Startup
	bbrDrainRounds    = 3

	bbrMinRTTWindow     = 10 * time.Second
	bbrProbeRTTInterval = 5 * time.Second
	bbrProbeRTTDuration = 200 * time.Millisecond
	bbrSamePath         = 64 // a round trip within 1/64 of the minimum is the minimum
)

// bbrState is a state of BBR's machine ("State Transition Diagram").
type bbrState uint8

const (
	bbrStartup bbrState = iota
	bbrDrain
	bbrProbeDown
	bbrProbeCruise
	bbrProbeRefill
	bbrProbeUp
	bbrProbeRTT
)

var bbrStateNames = [...]string{
	"Startup", "Drain", "ProbeBW_DOWN", "ProbeBW_CRUISE", "ProbeBW_REFILL", "ProbeBW_UP",
	"ProbeRTT",
}

// String returns the phase's name.
func (s bbrState) String() string { return bbrStateNames[s] }

// bbr looks for the point at which the link is busy and its queue empty. Where NewReno and
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
// probertt.go (the states), loss.go (what losses say), window.go (the
// window and the rate that follow). Names are the draft's. Rates are in bytes per second.
type bbr struct {
	mss       int
	initial   int
	threshold float64 // BBR.LossThresh while there is no queue, see LabLossThreshold
	lab       bool    // the tuned variant
	random    *rand.Rand

	state      bbrState
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
	rounds    bbrRounds
	path      bbrPath
	fullPipe  bbrFullPipe
	cycle     bbrCycle
	rtt       bbrRTT
	loss      bbrLoss
	undo      bbrUndo
}

// New makes the draft's BBR for datagrams of at most mss bytes, with a first window of initial bytes.
// seed seeds the waiting times that it draws between two probes for bandwidth.
func New(mss, initial int, seed uint64) control.Controller {
	return newBBR(mss, initial, seed, false)
}

// NewLab makes the tuned variant.
func NewLab(mss, initial int, seed uint64) control.Controller {
	return newBBR(mss, initial, seed, true)
}

func newBBR(mss, initial int, seed uint64, lab bool) *bbr {
	b := &bbr{
		mss:       mss,
		initial:   initial,
		threshold: DraftLossThreshold,
		lab:       lab,
		random:    rand.New(rand.NewPCG(seed, 0)),
		cwnd:      initial,
	}
	if lab {
		b.threshold = LabLossThreshold
	}
	b.path.init()
	b.rtt.init()
	b.loss.init()
	b.cycle.upAckedPerStep = math.MaxInt
	b.enterStartup()
	return b
}

// Name implements Controller.
func (b *bbr) Name() string {
	if b.lab {
		return LabName
	}
	return Name
}

// Phase implements Controller.
func (b *bbr) Phase() string { return b.state.String() }

// Window implements Controller.
func (b *bbr) Window() int { return b.cwnd }

// PacingRate implements Controller.
func (b *bbr) PacingRate() float64 { return b.pacingRate }

// OnSend implements Controller.
func (b *bbr) OnSend(now time.Time, s control.Sent) {
	b.now = now
	b.usage.OnSend(s, b.cwnd, b.mss)
	b.startClocks()
	if s.InFlight == s.Bytes && s.AppLimited {
		b.restartFromIdle()
	}
}

// OnAck runs the draft's UpdateOnACK: the model first, then the state, then the
// window and the rate ("Per-ACK Steps").
func (b *bbr) OnAck(now time.Time, a control.Ack) {
	b.now, b.ack = now, a
	b.startClocks()
	b.markSample()
	b.delivered = a.Sample.TotalDelivered
	b.usage.OnAck(a.Sample)
	b.initPacingRate()

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
