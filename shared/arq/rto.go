package arq

import "time"

// Bounds of the retransmission time-out (RFC 6298 section 2).
const (
	firstRTO = time.Second            // before the first sample (2.1)
	minRTO   = 200 * time.Millisecond // RFC 6298 says one second; a chat can't wait that long
	maxRTO   = 60 * time.Second       // (2.5)
	clock    = time.Millisecond       // G, the granularity that we credit timers with (2.3)
)

// roundTrip estimates the round-trip time and keeps the retransmission timer (RFC 6298). As
// each ACK echoes the packet number that caused it, a sample is never ambiguous, and
// Karn's algorithm (section 3) has nothing to exclude. A sample alone does not end the back-off: the peer may refuse
// what it echoes.
type roundTrip struct {
	srtt, rttvar time.Duration // smoothed round-trip time and its variation
	min          time.Duration // smallest sample of the connection
	latest       time.Duration // latest sample
	backOff      uint          // how often the timer fired in a row
	deadline     time.Time     // zero: the timer is off
	wait         patience      // for an acknowledgement of something new
	wokeAt       time.Time     // when the driver last came back from a stop
}

// sample takes a measured round trip (RFC 6298 sections 2.2 and 2.3).
func (r *roundTrip) sample(rtt time.Duration) {
	r.latest = rtt
	if r.srtt == 0 {
		r.srtt, r.rttvar, r.min = rtt, rtt/2, rtt
		return
	}
	r.min = min(r.min, rtt)
	r.rttvar += (max(r.srtt-rtt, rtt-r.srtt) - r.rttvar) / 4
	r.srtt += (rtt - r.srtt) / 8
}

// base is the RTO before any back-off (RFC 6298 section 2.3).
func (r *roundTrip) base() time.Duration {
	if r.srtt == 0 {
		return firstRTO
	}
	return max(minRTO, r.srtt+max(clock, 4*r.rttvar))
}

// timeout is the current RTO, back-off included (RFC 6298 section 5.5).
func (r *roundTrip) timeout() time.Duration { return doubled(r.base(), r.backOff, maxRTO) }

// doubled is d doubled n times, at most limit.
func doubled(d time.Duration, n uint, limit time.Duration) time.Duration {
	for ; n > 0 && d < limit; n-- {
		d *= 2
	}
	return min(d, limit)
}

// startRTO starts the retransmission timer if it is off (RFC 6298 section 5.1).
func (c *Conn) startRTO(now time.Time) {
	if c.rtt.deadline.IsZero() {
		c.rtt.wait.begin(now)
		c.rtt.deadline = now.Add(c.rtt.timeout())
	}
}

// restartRTO starts it again after an ACK for new data, or stops it if nothing is left to
// be acknowledged (RFC 6298 sections 5.2 and 5.3).
func (c *Conn) restartRTO(now time.Time) {
	c.rtt.wait.answered()
	c.rtt.deadline = time.Time{}
	if c.board.segments.size() > 0 {
		c.startRTO(now)
	}
}

// onRTO is what happens when the timer fires: all that is in flight counts as lost, the window
// falls to one segment, the timer backs off (RFC 6298 sections 5.4 to 5.6, RFC 5681 section 3.1). RFC 8985 section 6.3
// would spare what left within the reordering window; an echo brings that back here (undo.go).
func (c *Conn) onRTO(now time.Time) {
	if c.rtt.wait.end(now, c.rtt.deadline) >= c.config.GiveUp {
		c.fail(ErrTimeout)
		return
	}
	c.stats.Timeouts++
	flightSize := c.flightSize()
	c.board.queue = deque[uint32]{ring: c.board.queue.ring}
	c.beginEpisode(now, true)
	c.flight.each(func(p *sentPacket) {
		c.flight.land(p, lost)
		c.countLoss(p)
		c.estimator.OnLoss(&p.PacketState)
		loss := c.estimator.Loss(&p.PacketState, c.flight.bytes, flightSize)
		loss.Timeout = true
		c.control.OnLoss(now, loss)
	})
	// The earliest goes first (5.4): it is what the receiver waits for.
	for i := c.board.segments.first; i != c.board.segments.end; i++ {
		if s := c.board.segments.at(i); !s.delivered {
			s.lost = true
			c.board.queue.push(i)
		}
	}
	c.control.OnTimeout(now, flightSize)
	c.rack.deadline = time.Time{}
	c.rack.beginRecovery(c.nxt)
	c.probe.deadline = time.Time{}
	c.rtt.backOff++
	c.rtt.wait.begin(now)
	c.rtt.deadline = now.Add(c.rtt.timeout())
}
