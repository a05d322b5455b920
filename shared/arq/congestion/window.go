package congestion

import "time"

// minDatagrams is the smallest window, in datagrams, that a loss can leave
// (RFC 5681 section 3.1, equation 4).
const minDatagrams = 2

// Pacing gains of the controls that think in windows: enough above one for the window, not
// the pacer, to set the pace (RFC 9002 section 7.7), and in slow start enough to
// double within a round trip.
const (
	avoidancePacing = 1.25
	slowStartPacing = 2.0
)

// windowPacing is the pacing rate in bytes per second that spreads a window over a
// round trip; 0, that is none, before the first round-trip sample.
func windowPacing(window float64, srtt time.Duration, slowStart bool) float64 {
	if srtt <= 0 {
		return 0
	}
	gain := avoidancePacing
	if slowStart {
		gain = slowStartPacing
	}
	return gain * window / srtt.Seconds()
}

// windowPhase names the phase of a control with a slow start threshold.
func windowPhase(slowStart, conservative, recovery bool) string {
	switch {
	case recovery:
		return "recovery"
	case slowStart && conservative:
		return "conservative slow start"
	case slowStart:
		return "slow start"
	}
	return "congestion avoidance"
}
