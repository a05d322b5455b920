package arq

import "time"

// Constants of RACK (RFC 8985 sections 5.2 and 6.2).
const (
	dupThresh         = 3  // deliveries beyond a hole that prove a loss at once
	widenedRecoveries = 16 // how many recoveries a widened reordering window lasts
	maxWidening       = 64
)

// rack detects losses by time (RACK, RFC 8985 section 6): a datagram is lost if one that left
// later has arrived, and the reordering window has passed since it should have.
//
//	sent     1    2    3    4                now
//	         x    |    |    |                 |
//	arrived       -    -    4 ----- RTT ------|-- reordering window --|
//	                                                       1 counts as lost
//
// The RFC has to guess which transmission an ACK answers, and takes an acknowledgement below the highest one
// (RACK.fack) for reordering. Here the echo says what arrived, and packet numbers order the departures: a
// lost ACK or a redundant copy does not look like reordering.
type rack struct {
	newest     uint64    // the latest-sent datagram known to have arrived
	newestAt   time.Time // when it left
	rtt        time.Duration
	reordering bool     // RACK.reordering_seen
	widening   int      // RACK.reo_wnd_mult less one
	keep       int      // RACK.reo_wnd_persist
	widenedAt  sequence // SND.NXT at the latest widening, which happens once a round trip
	recovering bool
	recovery   sequence // SND.NXT when recovery began; it ends when that is acknowledged
	deadline   time.Time
}

// arrived takes an echoed datagram (RFC 8985 section 6.2, steps 2 and 3).
func (r *rack) arrived(p *sentPacket, rtt time.Duration) {
	switch {
	case p.Number >= r.newest:
		r.newest, r.newestAt, r.rtt = p.Number, p.SentAt, rtt
	case p.status == flying:
		r.reordering = true // one that left later has arrived before
	}
}

// window is the reordering window (RFC 8985 section 6.2, step 4).
func (r *rack) window(t *roundTrip, early int) time.Duration {
	if !r.reordering && (r.recovering || early >= dupThresh) {
		return 0
	}
	return min(time.Duration(r.widening+1)*t.min/4, t.srtt)
}

// widen widens the reordering window: a loss was none, so that the path reorders more than was assumed.
// The RFC learns that from D-SACK.
func (r *rack) widen(una, nxt sequence) {
	r.reordering = true
	r.keep = widenedRecoveries
	if r.widening == 0 || r.widenedAt.before(una) {
		r.widening = min(r.widening+1, maxWidening)
		r.widenedAt = nxt
	}
}

func (r *rack) beginRecovery(nxt sequence) {
	if !r.recovering {
		r.recovering, r.recovery = true, nxt
	}
}

func (r *rack) endRecovery(una sequence) {
	if !r.recovering || una.before(r.recovery) {
		return
	}
	r.recovering = false
	if r.keep > 0 {
		if r.keep--; r.keep == 0 {
			r.widening = 0
		}
	}
}

// detectLosses declares lost what RACK says is lost, and starts the reordering timer for what may
// be (RFC 8985 section 6.2, step 5).
func (c *Conn) detectLosses(now time.Time) {
	r := &c.rack
	r.deadline = time.Time{}
	if r.newestAt.IsZero() {
		return
	}
	patience := r.rtt + r.window(&c.rtt, c.board.early)
	for i := c.flight.oldest; i != c.flight.packets.end; i++ {
		p := c.flight.packets.at(i)
		if p.Number >= r.newest {
			return
		}
		if p.status != flying || p.echoed {
			continue // what has arrived and was refused is not lost; the retransmission timer sends it again
		}
		if due := p.SentAt.Add(patience); now.Before(due) {
			r.deadline = due // those that left later are due later
			return
		}
		c.declareLost(now, p)
	}
}

// declareLost puts what a datagram carried into the queue for retransmission.
func (c *Conn) declareLost(now time.Time, p *sentPacket) {
	s := c.board.segments.at(p.segment)
	s.lost = true
	c.board.queue.push(p.segment)
	c.flight.land(p, lost)
	c.rack.beginRecovery(c.nxt)
	c.reportLoss(now, p)
}

// reportLoss counts a lost datagram and tells congestion control.
func (c *Conn) reportLoss(now time.Time, p *sentPacket) {
	if p.SentAt.After(c.episode.began) {
		c.beginEpisode(now, false)
	}
	c.countLoss(p)
	c.estimator.OnLoss(&p.PacketState)
	c.control.OnLoss(now, c.estimator.Loss(&p.PacketState, c.flight.bytes, c.flightSize()))
}
