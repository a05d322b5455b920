package control

// Usage remembers whether the sender filled its window in this round trip or the
// one before: C.is_cwnd_limited of draft-ietf-ccwg-bbr, and "application-limited" of RFC 9438
// section 5.8.
type Usage struct {
	full, fullBefore bool  // the window was full at some moment
	half, halfBefore bool  // more than half of it was in use
	roundEnd         int64 // bytes delivered at which the next round begins
}

// OnSend notes how full the window is with a datagram that leaves.
func (u *Usage) OnSend(s Sent, window, mss int) {
	u.full = u.full || s.InFlight+mss > window
	u.half = u.half || 2*s.InFlight > window
}

// OnAck begins a new round when a datagram is acknowledged that left in this one.
func (u *Usage) OnAck(s RateSample) {
	if s.PriorDelivered < u.roundEnd {
		return
	}
	u.roundEnd = s.TotalDelivered
	u.fullBefore, u.full = u.full, false
	u.halfBefore, u.half = u.half, false
}

// Forget drops what was noted so far: after silence the past does not count.
func (u *Usage) Forget() { *u = Usage{roundEnd: u.roundEnd} }

// Limited reports whether the window was what held the sender back.
func (u *Usage) Limited() bool { return u.full || u.fullBefore }

// LimitedInSlowStart is the looser test of slow start, where the window doubles each
// round trip and the flight lags behind it.
func (u *Usage) LimitedInSlowStart() bool {
	return u.Limited() || u.half || u.halfBefore
}
