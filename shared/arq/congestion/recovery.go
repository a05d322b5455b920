package congestion

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// recovery is the state of loss recovery that NewReno and CUBIC share (RFC 6582 section 3.2). RFC 6582 marks
// its beginning by a sequence number, "recover". Here the moment of departure does: whatever left
// before the last reduction belongs to it, however late it is found lost, and does not reduce the window
// again. What left later does: RFC 5681 section 4.3 asks for a second reduction after losses in two successive
// windows, or of a retransmission.
type recovery struct {
	began time.Time // the last reduction
	fast  bool      // fast recovery is on; the window does not grow
}

// covers reports whether the window was already reduced for a datagram that left at sentAt.
func (r *recovery) covers(sentAt time.Time) bool {
	return !r.began.IsZero() && !sentAt.After(r.began)
}

// begin starts fast recovery.
func (r *recovery) begin(now time.Time) { r.began, r.fast = now, true }

// timeout ends fast recovery. What left before now belongs to the time-out (RFC 6582 section 3.2, step 4).
func (r *recovery) timeout(now time.Time) { r.began, r.fast = now, false }

// holds reports whether the window may not grow for this acknowledgement: fast recovery is on, or a full
// acknowledgement has just ended it (RFC 6582 section 3.2, step 3).
func (r *recovery) holds(a control.Ack) bool {
	if !r.fast {
		return false
	}
	r.fast = a.Recovering
	return true
}

// flightSize is the FlightSize that counts for a reduction, in bytes. While a loss is not yet noticed, each
// selective acknowledgement lets another datagram leave, as limited transmit does. RFC 5681 section 3.2 (2) does
// not count those, and without them the flight is no larger than the window.
func flightSize(outstanding, cwnd int) int { return min(outstanding, cwnd) }
