package bbr

import "time"

// undo is what to go back to if the losses turn out to have been none ("Updating
// the Model Upon Detecting a Spurious Loss Recovery").
type undo struct {
	valid         bool
	state         undoState
	bwShort       float64
	inflightShort float64
	inflightLong  float64
}

// undoState is the state that the losses made BBR leave.
type undoState uint8

const (
	undoNone undoState = iota
	undoStartup
	undoProbeUp
)

// saveModel is SaveStateUponLoss.
func (b *controller) saveModel() {
	b.saveCwnd()
	b.undo = undo{
		valid:         true,
		bwShort:       b.path.bwShort,
		inflightShort: b.path.inflightShort,
		inflightLong:  b.path.inflightLong,
	}
}

// OnSpurious is HandleSpuriousLossDetection.
func (b *controller) OnSpurious(now time.Time) {
	if !b.undo.valid {
		return
	}
	b.now = now
	u := b.undo
	b.undo = undo{}
	b.loss.recovery = noRecovery
	b.loss.inRound = false
	b.restoreCwnd()
	b.fullPipe.reset(0)
	p := &b.path
	p.bwShort = max(p.bwShort, u.bwShort)
	p.inflightShort = max(p.inflightShort, u.inflightShort)
	p.inflightLong = max(p.inflightLong, u.inflightLong)
	switch {
	case u.state == undoStartup && b.state != startup:
		b.fullPipe.reached = false
		if b.state != probeRTT {
			b.enterStartup()
		}
	case u.state == undoProbeUp && b.state != probeUp && b.state != probeRTT:
		b.enterProbeRefill()
	}
}

// enterFastRecovery remembers what the losses may take away (OnEnterFastRecovery).
func (b *controller) enterFastRecovery() {
	if b.loss.recovery != noRecovery {
		return
	}
	b.saveModel()
	b.loss.recovery, b.loss.recovered = fastRecovery, b.rounds.count
}

// endRecovery gives back the window that the recovery began with, once everything is
// repaired ("Modulating cwnd in Loss Recovery").
func (b *controller) endRecovery() {
	if b.loss.recovery == noRecovery || b.ack.Recovering {
		return
	}
	b.loss.recovery = noRecovery
	b.restoreCwnd()
}

// OnTimeout keeps the model, but lets only one datagram out (OnEnterRTO).
func (b *controller) OnTimeout(now time.Time, _ int) {
	b.now = now
	if b.loss.recovery != timeoutRecovery {
		b.saveModel()
	}
	b.loss.recovery = timeoutRecovery
	b.cwnd = b.mss
}

// saveCwnd remembers the last window that neither a recovery nor ProbeRTT had made smaller.
func (b *controller) saveCwnd() {
	if b.loss.recovery == noRecovery && b.state != probeRTT {
		b.priorCwnd = b.cwnd
		return
	}
	b.priorCwnd = max(b.priorCwnd, b.cwnd)
}

func (b *controller) restoreCwnd() { b.cwnd = max(b.cwnd, b.priorCwnd) }
