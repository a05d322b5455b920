package congestion

// usage remembers whether the sender filled its window, in this round trip or the
// one before. A window that the application left half empty proves nothing about the
// path and must not grow (RFC 7661 section 1, RFC 9438 section 5.8).
type usage struct {
	full, fullBefore bool  // the window was full at some moment
	half, halfBefore bool  // more than half of it was in use
	roundEnd         int64 // bytes delivered at which the next round begins
}

// onSend notes how full the window is with a datagram that leaves.
func (u *usage) onSend(s Sent, window, mss int) {
	if s.InFlight == s.Bytes {
		*u = usage{roundEnd: u.roundEnd} // after silence the past does not count
	}
	u.full = u.full || s.InFlight+mss > window
	u.half = u.half || 2*s.InFlight > window
}

// onAck begins a new round when a datagram is acknowledged that left in this one.
func (u *usage) onAck(s RateSample) {
	if s.PriorDelivered < u.roundEnd {
		return
	}
	u.roundEnd = s.TotalDelivered
	u.fullBefore, u.full = u.full, false
	u.halfBefore, u.half = u.half, false
}

// limited reports whether the window was what held the sender back.
func (u *usage) limited() bool { return u.full || u.fullBefore }

// limitedInSlowStart is the looser test of slow start, where the window doubles each
// round trip and the flight lags behind it.
func (u *usage) limitedInSlowStart() bool {
	return u.limited() || u.half || u.halfBefore
}
