package bbr

import (
	"math"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// rounds counts packet-timed round trips: one ends when a datagram is acknowledged
// that left after the one before had ended ("Tracking Packet-Timed Round Trips").
type rounds struct {
	count         uint64
	start         bool  // this ACK begins a round
	nextDelivered int64 // bytes delivered at which the next round begins

	rtt, lastRTT time.Duration // smallest of this round and of the one before, 0 if none (lab.go)
}

// path is BBR's model of the path.
type path struct {
	maxBw       float64 // largest delivery rate of this probing cycle and the last
	maxBwFilter maxFilter
	cycles      uint64  // BBR.cycle_count, the filter's clock
	bwShort     float64 // BBR.bw_shortterm, +Inf if no loss lowered it
	bw          float64 // min(maxBw, bwShort): what pacing and window are made from

	inflightLong  float64 // BBR.inflight_longterm in bytes, +Inf if never too high
	inflightShort float64 // BBR.inflight_shortterm in bytes, +Inf if no loss lowered it

	extraAcked       float64 // bytes that ACKs arrive ahead of the estimated rate
	extraAckedFilter maxFilter
	extraAckedStart  time.Time
	extraAckedBytes  float64
}

func (p *path) init() {
	p.inflightLong = math.Inf(1)
	p.resetShortTerm()
}

// resetShortTerm is ResetShortTermModel.
func (p *path) resetShortTerm() {
	p.bwShort = math.Inf(1)
	p.inflightShort = math.Inf(1)
}

// setInflightLong sets the long-term limit to whole bytes, so that a window bounded by
// it, an integer, compares as equal to it.
func (p *path) setInflightLong(volume float64) { p.inflightLong = math.Floor(volume) }

// startClocks sets the stamps that the draft sets at initialization, which here has no time.
func (b *controller) startClocks() {
	if b.rtt.stamp.IsZero() {
		b.rtt.stamp = b.now
		b.rtt.probeStamp = b.now
		b.path.extraAckedStart = b.now
	}
}

// markSample marks the sample of a datagram that was sent in ProbeRTT as application-limited.
func (b *controller) markSample() {
	s := &b.ack.Sample
	s.AppLimited = s.AppLimited || b.rtt.limits(s.PriorDelivered)
}

// startRound is StartRound.
func (b *controller) startRound() { b.rounds.nextDelivered = b.delivered }

// updateRound is UpdateRound.
func (b *controller) updateRound() {
	r := &b.rounds
	if rtt := b.ack.RTT; rtt > 0 && (r.rtt == 0 || rtt < r.rtt) {
		r.rtt = rtt
	}
	r.start = b.ack.Sample.PriorDelivered >= r.nextDelivered
	if r.start {
		b.startRound()
		r.lastRTT, r.rtt = r.rtt, 0
		r.count++
		b.cycle.roundsSinceUp++
	}
}

// updateMaxBw is UpdateMaxBw. A sample that the application limited is only a lower bound of what the
// path carries.
func (b *controller) updateMaxBw() {
	b.updateRound()
	s := &b.ack.Sample
	if s.Rate > 0 && (s.Rate >= b.path.maxBw || !s.AppLimited) {
		b.path.maxBw = b.path.maxBwFilter.update(b.path.cycles, s.Rate, maxBwCycles)
	}
}

// updateAggregation is UpdateACKAggregation: how far ACKs run ahead of the estimated rate. A path
// that delivers them in bursts needs a larger window.
func (b *controller) updateAggregation() {
	p := &b.path
	expected := p.bw * b.now.Sub(p.extraAckedStart).Seconds()
	if p.extraAckedBytes <= expected {
		p.extraAckedBytes = 0
		p.extraAckedStart = b.now
		expected = 0
	}
	p.extraAckedBytes += float64(b.ack.Bytes)
	extra := min(p.extraAckedBytes-expected, float64(b.cwnd))
	length := uint64(1) // in Startup only this round counts
	if b.fullPipe.reached {
		length = extraAckedRounds
	}
	p.extraAcked = p.extraAckedFilter.update(b.rounds.count, extra, length)
}

// boundBandwidth is BoundBWForModel.
func (b *controller) boundBandwidth() { b.path.bw = min(b.path.maxBw, b.path.bwShort) }

// bdp is gain times the bandwidth-delay product in bytes ("Computing BBR.max_inflight"), at the
// given rate.
func (b *controller) bdp(bw, gain float64) float64 {
	if b.rtt.min == noRTT {
		return float64(b.initial)
	}
	return gain * bw * b.rtt.min.Seconds()
}

// quantize is QuantizationBudget, with the offload budget of QUIC, one send quantum.
func (b *controller) quantize(volume float64) float64 {
	volume = max(volume, float64(control.Quantum(b.pacingRate, b.mss)), b.minPipe())
	if b.state == probeUp {
		volume += float64(2 * b.mss)
	}
	return volume
}

// inflight is Inflight: the volume in bytes that fills the pipe gain times at the rate bw.
func (b *controller) inflight(bw, gain float64) float64 { return b.quantize(b.bdp(bw, gain)) }

func (b *controller) minPipe() float64 { return float64(minPipeDatagrams * b.mss) }

// targetInflight is TargetInflight: the estimated BDP, unless congestion cut the window.
func (b *controller) targetInflight() float64 {
	return min(b.bdp(b.path.bw, 1), float64(b.cwnd))
}
