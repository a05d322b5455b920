package congestion

import (
	"math"
	"time"
)

// A response function says how fast a control's law lets it send over a path that loses each
// datagram with probability p, if the link itself is no limit. All take the
// datagram's size in bytes and the round-trip time, and return bytes per second.
// None counts time-outs, which weigh in from p = 0.02 or so.

// NewRenoResponse is the law of NewReno, 1.22·MSS/(RTT·√p): windows between W/2 and W,
// one loss for each sawtooth (Mathis et al., 1997; RFC 5681's halving).
func NewRenoResponse(mss int, rtt time.Duration, p float64) float64 {
	return additiveResponse(mss, rtt, p, 1, 0.5)
}

// CubicFriendlyResponse is the law of CUBIC's Reno-friendly region, by the choice of its
// factors the same as NewReno's (RFC 9438 section 4.3).
func CubicFriendlyResponse(mss int, rtt time.Duration, p float64) float64 {
	return additiveResponse(mss, rtt, p, cubicAlpha, cubicBeta)
}

// CubicCurveResponse is the law of CUBIC's concave and convex regions, in which the rate falls
// with the fourth root of the round-trip time only (RFC 9438 section 5).
func CubicCurveResponse(mss int, rtt time.Duration, p float64) float64 {
	const factor = cubicC * (3 + cubicBeta) / (4 * (1 - cubicBeta))
	segments := math.Pow(factor, 0.25) * math.Pow(rtt.Seconds()/p, 0.75)
	return segments * float64(mss) / rtt.Seconds()
}

// CubicResponse is the law of RFC 9438: the larger of its two regimes.
func CubicResponse(mss int, rtt time.Duration, p float64) float64 {
	return max(CubicFriendlyResponse(mss, rtt, p), CubicCurveResponse(mss, rtt, p))
}

// CubicLabResponse is the law of cubic-lab where losses are random and the queue is empty, which it
// answers with a reduction to 0.95 (see cubic_lab.go).
func CubicLabResponse(mss int, rtt time.Duration, p float64) float64 {
	return max(additiveResponse(mss, rtt, p, 1, cubicLabBeta), CubicResponse(mss, rtt, p))
}

// additiveResponse is the law of a window that grows by alpha segments a round trip and falls
// to beta: the mean window is √(alpha·(1+beta) / (2·(1−beta)·p)) segments.
func additiveResponse(mss int, rtt time.Duration, p, alpha, beta float64) float64 {
	segments := math.Sqrt(alpha * (1 + beta) / (2 * (1 - beta) * p))
	return segments * float64(mss) / rtt.Seconds()
}
