package control

import "time"

// Episode tells one loss episode from the next: whatever left before the last
// reduction belongs to it, however late it is found lost, and calls for no further
// reduction. NewReno (RFC 6582) marks the boundary by a sequence number, "recover";
// with packet numbers the moment of departure does (RFC 9002 section 7.3.2).
type Episode struct {
	began    time.Time // the last reduction
	recovery bool      // nothing that left after it has been acknowledged yet
}

// Contains reports whether a datagram that left at sentAt belongs to the episode.
func (e *Episode) Contains(sentAt time.Time) bool {
	return !e.began.IsZero() && !sentAt.After(e.began)
}

// Begin starts an episode.
func (e *Episode) Begin(now time.Time) { e.began, e.recovery = now, true }

// Recovering reports whether the recovery is still on.
func (e *Episode) Recovering() bool { return e.recovery }

// OnAck ends the recovery once something is acknowledged that left during it, and
// reports whether the recovery is still on. The window does not grow meanwhile.
func (e *Episode) OnAck(sentAt time.Time) bool {
	if e.recovery && sentAt.After(e.began) {
		e.recovery = false
	}
	return e.recovery
}
