package congestion

import (
	"math"
	"time"
)

// DraftLossThreshold is the draft's limit (BBR.LossThresh): with more than 2 % of a
// round's data lost, too much was in flight.
const DraftLossThreshold = 0.02

// LabLossThreshold is the default limit in this lab.
const LabLossThreshold = 0.15

// bbrLoss is what the losses of the present round say.
type bbrLoss struct {
	inRound        bool    // BBR.is_loss_in_round
	roundStart     bool    // this ACK ends a round in which losses are counted
	roundDelivered int64   // BBR.loss_round_delivered
	bwLatest       float64 // largest delivery rate of the round
	inflightLatest float64 // largest volume delivered within a round trip, in bytes

	ranges     int    // separate holes in this round
	lastNumber uint64 // packet number of the datagram lost last
	anyLost    bool

	episode  episode
	recovery bool  // losses are being repaired
	timedOut bool  // the recovery is that of a time-out
	repaired int64 // bytes delivered at which that recovery is over
}

func (l *bbrLoss) init() { l.resetSignals() }

func (l *bbrLoss) resetSignals() {
	l.inRound = false
	l.bwLatest, l.inflightLatest = 0, 0
}

// OnLoss is HandleLostPacket ("Probing for Bandwidth In ProbeBW").
func (b *bbr) OnLoss(now time.Time, lost Loss) {
	b.now = now
	b.delivered = max(b.delivered, lost.Delivered)
	l := &b.loss
	if !l.anyLost || lost.Number != l.lastNumber+1 {
		l.ranges++
	}
	l.anyLost, l.lastNumber = true, lost.Number
	b.enterRecovery(lost)
	b.noteLoss()
	if !b.cycle.probeSample || !b.tooHigh(lost.Lost, lost.TxInFlight) {
		return
	}
	b.handleTooHigh(b.inflightAtLoss(lost), lost.AppLimited)
}

func (b *bbr) noteLoss() {
	l := &b.loss
	if !l.inRound {
		l.roundDelivered = b.delivered
		b.saveModel()
	}
	l.inRound = true
}

// tooHigh reports whether lost bytes out of inFlight are more than can be put down to
// anything but too much data in flight (IsInflightTooHigh).
func (b *bbr) tooHigh(lost int64, inFlight int) bool {
	return float64(lost) > float64(inFlight)*b.threshold
}

// sampleTooHigh asks the same of the round trip that this ACK ends.
func (b *bbr) sampleTooHigh() bool {
	return b.tooHigh(b.ack.Sample.Lost, b.ack.Sample.TxInFlight)
}

// handleTooHigh lowers the long-term limit to the volume at which losses became too
// many, once for each probe.
func (b *bbr) handleTooHigh(volume float64, appLimited bool) {
	b.cycle.tooHigh = true
	b.cycle.probeSample = false
	if !appLimited {
		b.path.inflightLong = max(volume, b.targetInflight()*bbrBeta)
	}
	if b.state == bbrProbeUp {
		b.undo.state = bbrUndoProbeUp
		b.enterProbeDown()
	}
}

// inflightAtLoss is the volume at which the share lost passed the threshold, within
// the datagram (or burst) that made it pass:
//
//	(lost before + x) / (in flight before + x) = threshold, solved for x
func (b *bbr) inflightAtLoss(lost Loss) float64 {
	inflightBefore := float64(lost.TxInFlight - lost.Bytes)
	lostBefore := float64(lost.Lost) - float64(lost.Bytes)
	x := (b.threshold*inflightBefore - lostBefore) / (1 - b.threshold)
	return inflightBefore + x
}

// updateLatestDelivery is UpdateLatestDeliverySignals, at the start of an ACK.
func (b *bbr) updateLatestDelivery() {
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
func (b *bbr) advanceLatestDelivery() {
	if b.loss.roundStart {
		b.loss.bwLatest = b.ack.Sample.Rate
		b.loss.inflightLatest = float64(b.ack.Sample.Delivered)
	}
}

// updateCongestionSignals takes the rate sample and, once a round, lowers the
// short-term model if the round lost data.
func (b *bbr) updateCongestionSignals() {
	b.updateMaxBw()
	if !b.loss.roundStart {
		return
	}
	if b.loss.inRound && !b.probing() && (b.draftLoss || b.sampleTooHigh()) {
		b.lowerShortTerm()
	}
	b.loss.inRound = false
}

// probing reports whether BBR itself is pushing, so that a loss is no news.
func (b *bbr) probing() bool {
	return b.state == bbrStartup || b.state == bbrProbeRefill || b.state == bbrProbeUp
}

// lowerShortTerm moves the short-term model down to what was last delivered, by at
// most 30 % ("When not Probing for Bandwidth").
func (b *bbr) lowerShortTerm() {
	p, l := &b.path, &b.loss
	if math.IsInf(p.bwShort, 1) {
		p.bwShort = p.maxBw
	}
	if math.IsInf(p.inflightShort, 1) {
		p.inflightShort = float64(b.cwnd)
	}
	p.bwShort = max(l.bwLatest, bbrBeta*p.bwShort)
	p.inflightShort = max(l.inflightLatest, bbrBeta*p.inflightShort)
}
