package congestion

import "time"

// idleRounds and idleFloor stand in for the RTO in "has not sent for longer than
// the RTO" (RFC 5681 section 4.1): the window's owner does not know the timer.
const (
	idleRounds = 3
	idleFloor  = 200 * time.Millisecond
)

// idleTooLong reports whether a sender that falls silent for this long has lost the
// clock of its ACKs, and has to begin again from the initial window.
func idleTooLong(silence, srtt time.Duration) bool {
	return silence > max(idleRounds*srtt, idleFloor)
}

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
