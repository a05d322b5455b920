package bbr

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

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

// saveModel is SaveStateUponLoss. The draft also calls it for the first loss of each round; but
// a probe that ends for its losses begins a new round, and would overwrite what the undo needs.
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
	b.loss.recovery, b.loss.timedOut = false, false
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

// enterRecovery notes that losses are being repaired, and remembers what they may take
// away (OnEnterFastRecovery). A datagram that left before the recovery began belongs to it.
func (b *controller) enterRecovery(lost control.Loss) {
	l := &b.loss
	if l.episode.Contains(lost.SentAt) {
		return
	}
	b.saveModel()
	l.recovery, l.timedOut = true, false
	l.episode.Begin(b.now)
}

// endRecovery gives back the window that the recovery began with, once a datagram is
// acknowledged that left during it; after a time-out, once as much was delivered as
// had been in flight ("Modulating cwnd in Loss Recovery").
func (b *controller) endRecovery() {
	l := &b.loss
	if !l.recovery {
		return
	}
	if l.timedOut && b.delivered < l.repaired || l.episode.OnAck(b.ack.SentAt) {
		return
	}
	l.recovery, l.timedOut = false, false
	b.restoreCwnd()
}

// OnTimeout keeps the model, but lets only one datagram out (OnEnterRTO).
func (b *controller) OnTimeout(now time.Time, inFlight int) {
	b.now = now
	b.noteLoss(inFlight)
	l := &b.loss
	if !l.timedOut {
		b.saveModel()
		l.repaired = b.delivered + int64(inFlight)
	}
	l.recovery, l.timedOut = true, true
	l.episode.Begin(now)
	b.cwnd = b.mss
}

// saveCwnd remembers the last window that neither a recovery nor ProbeRTT had made smaller.
func (b *controller) saveCwnd() {
	if !b.loss.recovery && b.state != probeRTT {
		b.priorCwnd = b.cwnd
		return
	}
	b.priorCwnd = max(b.priorCwnd, b.cwnd)
}

func (b *controller) restoreCwnd() { b.cwnd = max(b.cwnd, b.priorCwnd) }
