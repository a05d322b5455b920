package bbr

import (
	"math"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// DraftLossThreshold is the draft's limit (BBR.LossThresh): with more than 2 % of a
// round's data lost, too much was in flight.
const DraftLossThreshold = 0.02

// LabLossThreshold is this lab's limit for as long as the queue is empty. The draft's
// gives way on a path that loses at random: at 5 % each round trip passes it, each
// probe lowers the long-term limit, each round in CRUISE the short-term model,
// and of a link of 100 Mbit/s less than a tenth is used (at 1 %, about 80 %). One that is
// to stand 5 % must also stand its scatter: of 40 datagrams in a round of Startup
// 2 are lost on average, and 6 not seldom. In the simulator of this package's tests a
// limit of 10 or 15 % ended Startup too early in some of 150 runs, 20 % in none.
//
// Such a limit alone would make BBR deaf: a flow that came first would not notice the few per
// cent that a newcomer's probing costs it, and keep 95 % of the link for good. So it counts
// only while round-trip times show no queue (queued). With a queue a loss is what the draft
// takes it for, and gets the draft's limit and the draft's answer. What is left open is a queue
// too short to be seen (queueRise); there newcomers do starve.
const LabLossThreshold = 0.20

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

	episode  control.Episode
	recovery bool  // losses are being repaired
	timedOut bool  // the recovery is that of a time-out
	repaired int64 // bytes delivered at which that recovery is over
}

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
	b.enterRecovery(lost)
	b.noteLoss(lost.Bytes)
	if !b.cycle.probeSample || !b.tooHigh(lost.Lost, lost.TxInFlight) {
		return
	}
	b.handleTooHigh(b.inflightAtLoss(lost), lost.AppLimited)
}

// noteLoss begins a round with the first loss: it ends when something is acknowledged
// that left after it (NoteLoss).
func (b *controller) noteLoss(bytes int) {
	l := &b.loss
	if !l.inRound {
		l.roundDelivered, l.roundBegan = b.delivered, b.delivered
		l.roundLost = 0
	}
	l.inRound = true
	l.roundLost += int64(bytes)
}

// queued reports whether a queue stood at the bottleneck for all of the last round:
// even the round's smallest round-trip time was well above the path's. (Its largest
// would not do: BBR's own probes make short queues.)
func (b *controller) queued() bool {
	return b.rounds.lastRTT > 0 && b.rounds.lastRTT-control.QueueRise(b.rtt.min) > b.rtt.min
}

// limit is the share of lost data that is too much now.
func (b *controller) limit() float64 {
	if b.queued() {
		return min(b.threshold, DraftLossThreshold)
	}
	return b.threshold
}

// tooHigh reports whether lost bytes out of inFlight are more than can be put down to
// anything but too much data in flight (IsInflightTooHigh).
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
	// The round's own count tells whether its losses were too many: a burst declared
	// lost at one moment is older than the datagram whose ACK ends the round, and not
	// in that sample.
	l := &b.loss
	volume := b.delivered - l.roundBegan + l.roundLost
	l.tooMany = l.inRound && b.tooHigh(l.roundLost, int(volume))
	// The draft answers each loss, the lab only those that speak of congestion.
	if l.inRound && !b.probing() && (!b.lab || b.queued() || l.tooMany) {
		b.lowerShortTerm()
	}
	l.inRound = false
}

// probing reports whether BBR itself is pushing, so that a loss is no news.
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
