package congestion

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// Constants of HyStart++ (RFC 9406 section 4.3).
const (
	hystartMinThreshold  = 4 * time.Millisecond
	hystartMaxThreshold  = 16 * time.Millisecond
	hystartDivisor       = 8 // threshold = last round's smallest RTT / 8
	hystartSamples       = 8 // RTT samples that a round needs to be judged
	hystartGrowthDivisor = 4 // conservative slow start grows at a quarter
	hystartRounds        = 5 // rounds of conservative slow start
)

// hystart ends slow start before the queue overflows (HyStart++, RFC 9406). Classical
// slow start notices a full queue by losing half a window at once. A queue that
// fills shows earlier, as a round-trip time that rises from one round to the next:
//
//	slow start --RTT rose--> conservative slow start --5 rounds--> congestion avoidance
//	     ^                            |
//	     +---RTT fell again-----------+
type hystart struct {
	roundEnd     int64         // bytes delivered at which the next round begins
	last         time.Duration // smallest RTT of the round before
	current      time.Duration // smallest RTT of this round
	samples      int           // RTT samples in this round
	conservative bool
	baseline     time.Duration // current as conservative slow start began
	rounds       int           // rounds of conservative slow start left
}

// onAck takes an acknowledgement during the initial slow start (RFC 9406 section 4.2). It returns the bytes
// by which the window may grow, and whether slow start is over. The growth has no limit L, as
// the sender paces (section 4.3).
func (h *hystart) onAck(a control.Ack) (growth int, done bool) {
	if a.Sample.PriorDelivered >= h.roundEnd {
		h.roundEnd = a.Sample.TotalDelivered
		h.last, h.current, h.samples = h.current, 0, 0
		if h.conservative {
			if h.rounds--; h.rounds <= 0 {
				return 0, true
			}
		}
	}
	if a.RTT > 0 {
		if h.samples == 0 || a.RTT < h.current {
			h.current = a.RTT
		}
		h.samples++
	}
	h.judge()
	if h.conservative {
		return a.Bytes / hystartGrowthDivisor, false
	}
	return a.Bytes, false
}

// judge enters or leaves conservative slow start (RFC 9406 section 4.2).
func (h *hystart) judge() {
	if h.samples < hystartSamples {
		return
	}
	if h.conservative {
		if h.current < h.baseline {
			h.conservative = false // it was jitter, no queue
		}
		return
	}
	if h.last == 0 {
		return
	}
	threshold := min(max(h.last/hystartDivisor, hystartMinThreshold), hystartMaxThreshold)
	if h.current >= h.last+threshold {
		h.conservative, h.baseline, h.rounds = true, h.current, hystartRounds
	}
}
