package bbr

import (
	"math"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// initPacingRate sets the first rate: the initial window per round trip, times the gain of Startup, with a
// round trip of 1 ms until there is a sample ("Pacing Rate").
func (b *controller) initPacingRate(srtt time.Duration) {
	if srtt == 0 {
		srtt = time.Millisecond
	}
	b.pacingRate = startupPacingGain * float64(b.initial) / srtt.Seconds()
}

// takeSRTT sets the first rate again at the first round-trip sample.
func (b *controller) takeSRTT() {
	if b.srtt == 0 && b.ack.SRTT > 0 {
		b.initPacingRate(b.ack.SRTT)
	}
	b.srtt = b.ack.SRTT
}

// setPacingRate is SetPacingRateWithGain. A rate of 0 would mean no pacing here.
func (b *controller) setPacingRate(gain float64) {
	rate := gain * b.path.bw * pacingMargin
	if b.fullPipe.reached && rate > 0 || rate > b.pacingRate {
		b.pacingRate = rate
	}
}

// setCwnd is SetCwnd: it moves the window toward gain·BDP plus what aggregation needs, down at
// once, up by no more than was acknowledged.
func (b *controller) setCwnd() {
	target := b.bdp(b.path.bw, b.cwndGain) + b.path.extraAcked
	most := int(min(b.quantize(target), control.MaxWindow))
	switch {
	case b.fullPipe.reached:
		b.cwnd = min(b.cwnd+b.ack.Bytes, most)
	case b.cwnd < most || b.delivered < int64(b.initial):
		b.cwnd = min(b.cwnd+b.ack.Bytes, control.MaxWindow)
	}
	b.cwnd = max(b.cwnd, int(b.minPipe()))
	if b.state == probeRTT {
		b.cwnd = min(b.cwnd, int(b.probeRTTCwnd()))
	}
	b.boundCwnd()
}

// boundCwnd is BoundCwndForModel: the limits that losses set. The draft's table of control behavior also names
// a long-term limit for Drain, its pseudocode has none; this is the pseudocode.
func (b *controller) boundCwnd() {
	limit := math.Inf(1)
	switch b.state {
	case probeDown, probeRefill, probeUp:
		limit = b.path.inflightLong
	case probeRTT, probeCruise:
		limit = b.inflightWithHeadroom()
	}
	limit = max(min(limit, b.path.inflightShort), b.minPipe())
	if limit < float64(b.cwnd) {
		b.cwnd = int(limit)
	}
}
