package congestion

import "time"

// episode tells one loss episode from the next: whatever left before the last
// reduction belongs to it, however late it is found lost, and calls for no further
// reduction. NewReno (RFC 6582) marks the boundary by a sequence number, "recover";
// with packet numbers the moment of departure does (RFC 9002 section 7.3.2).
type episode struct {
	began    time.Time // the last reduction
	recovery bool      // nothing that left after it has been acknowledged yet
}

// contains reports whether a datagram that left at sentAt belongs to the episode.
func (e *episode) contains(sentAt time.Time) bool {
	return !e.began.IsZero() && !sentAt.After(e.began)
}

// begin starts an episode.
func (e *episode) begin(now time.Time) { e.began, e.recovery = now, true }

// onAck ends the recovery once something is acknowledged that left during it, and
// reports whether the recovery is still on. The window does not grow meanwhile.
func (e *episode) onAck(sentAt time.Time) bool {
	if e.recovery && sentAt.After(e.began) {
		e.recovery = false
	}
	return e.recovery
}

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
