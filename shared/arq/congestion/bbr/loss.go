package bbr

import (
	"math"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// lossThreshold is BBR.LossThresh: with more than 2 % of a round's data lost, too much was in flight.
const lossThreshold = 0.02

// loss is what the losses of the present round say.
type loss struct {
	inRound        bool    // BBR.is_loss_in_round
	roundStart     bool    // this ACK ends a round in which losses are counted
	roundDelivered int64   // BBR.loss_round_delivered
	roundBegan     int64   // bytes delivered as the round began
	roundLost      int64   // bytes lost in it
	tooMany        bool    // the round that ended last lost more than the limit
	bwLatest       float64 // largest delivery rate of the round
	inflightLatest float64 // largest volume delivered within a round trip, in bytes

	ranges     int    // separate holes in this round
	lastNumber uint64 // packet number of the datagram lost last
	anyLost    bool

	recovery  recovery
	recovered uint64 // BBR.round_count when the recovery began
}

// recovery is the kind of loss recovery that is on.
type recovery uint8

const (
	noRecovery recovery = iota
	fastRecovery
	timeoutRecovery
)

func (l *loss) init() { l.resetSignals() }

func (l *loss) resetSignals() {
	l.inRound = false
	l.bwLatest, l.inflightLatest = 0, 0
}

// OnLoss is HandleLostPacket ("Probing for Bandwidth In ProbeBW").
func (b *controller) OnLoss(now time.Time, lost control.Loss) {
	b.now = now
	b.delivered = max(b.delivered, lost.Delivered)
	l := &b.loss
	if !l.anyLost || lost.Number != l.lastNumber+1 {
		l.ranges++
	}
	l.anyLost, l.lastNumber = true, lost.Number
	if !lost.Timeout {
		b.enterFastRecovery()
	}
	b.noteLoss(lost.Bytes)
	if !b.cycle.probeSample || !b.tooHigh(lost.Lost, lost.TxInFlight) {
		return
	}
	b.handleTooHigh(b.inflightAtLoss(lost), lost.AppLimited || b.rtt.limits(lost.PriorDelivered))
}

// noteLoss begins a round with the first loss: it ends when something is acknowledged
// that left after it (NoteLoss).
func (b *controller) noteLoss(bytes int) {
	l := &b.loss
	if !l.inRound {
		l.roundDelivered, l.roundBegan = b.delivered, b.delivered
		l.roundLost = 0
		b.saveModel()
	}
	l.inRound = true
	l.roundLost += int64(bytes)
}

// tooHigh reports whether losing so many bytes out of inFlight means that too much was in
// flight (IsInflightTooHigh).
func (b *controller) tooHigh(lost int64, inFlight int) bool {
	return float64(lost) > float64(inFlight)*b.limit()
}

// sampleTooHigh asks the same of the flight that this ACK's sample is of.
func (b *controller) sampleTooHigh() bool {
	return b.tooHigh(b.ack.Sample.Lost, b.ack.Sample.TxInFlight)
}

// handleTooHigh lowers the long-term limit to the volume at which losses became too
// many, once for each probe.
func (b *controller) handleTooHigh(volume float64, appLimited bool) {
	b.cycle.tooHigh = true
	b.cycle.probeSample = false
	if !appLimited {
		b.path.setInflightLong(max(volume, b.targetInflight()*beta))
	}
	if b.state == probeUp {
		b.undo.state = undoProbeUp
		b.enterProbeDown()
	}
}

// inflightAtLoss is the volume at which the share lost passed the threshold, within
// the datagram (or burst) that made it pass:
//
//	(lost before + x) / (in flight before + x) = limit, solved for x
func (b *controller) inflightAtLoss(lost control.Loss) float64 {
	inflightBefore := float64(lost.TxInFlight - lost.Bytes)
	lostBefore := float64(lost.Lost) - float64(lost.Bytes)
	limit := b.limit()
	x := (limit*inflightBefore - lostBefore) / (1 - limit)
	return inflightBefore + x
}

// updateLatestDelivery is UpdateLatestDeliverySignals, at the start of an ACK.
func (b *controller) updateLatestDelivery() {
	l, s := &b.loss, &b.ack.Sample
	l.roundStart = false
	l.bwLatest = max(l.bwLatest, s.Rate)
	l.inflightLatest = max(l.inflightLatest, float64(s.Delivered))
	if s.PriorDelivered >= l.roundDelivered {
		l.roundDelivered = b.delivered
		l.roundStart = true
	}
}

// advanceLatestDelivery is AdvanceLatestDeliverySignals, at the end of an ACK.
func (b *controller) advanceLatestDelivery() {
	if b.loss.roundStart {
		b.loss.bwLatest = b.ack.Sample.Rate
		b.loss.inflightLatest = float64(b.ack.Sample.Delivered)
	}
}

// updateCongestionSignals takes the rate sample and, once a round, lowers the
// short-term model if the round lost data (UpdateCongestionSignals).
func (b *controller) updateCongestionSignals() {
	b.updateMaxBw()
	if !b.loss.roundStart {
		return
	}
	// The round's own count says whether its losses were too many: a burst declared
	// lost at one moment is older than the datagram whose ACK ends the round, and not
	// in that sample.
	l := &b.loss
	volume := b.delivered - l.roundBegan + l.roundLost
	l.tooMany = l.inRound && b.tooHigh(l.roundLost, int(volume))
	if l.inRound && !b.probing() && b.answersLosses() {
		b.lowerShortTerm()
	}
	l.inRound = false
}

// probing reports whether BBR sends faster than it knows the path to be (IsProbingBW). A loss is no news then.
func (b *controller) probing() bool {
	return b.state == startup || b.state == probeRefill || b.state == probeUp
}

// lowerShortTerm moves the short-term model down to what was last delivered, by at
// most 30 % ("When not Probing for Bandwidth").
func (b *controller) lowerShortTerm() {
	p, l := &b.path, &b.loss
	if math.IsInf(p.bwShort, 1) {
		p.bwShort = p.maxBw
	}
	if math.IsInf(p.inflightShort, 1) {
		p.inflightShort = float64(b.cwnd)
	}
	p.bwShort = max(l.bwLatest, beta*p.bwShort)
	p.inflightShort = max(l.inflightLatest, beta*p.inflightShort)
}
