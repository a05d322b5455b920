package arq

import "time"

// episode is a reduction of the congestion window and the losses that caused it. If each of them is
// disproved, the reduction is taken back: the same idea as Eifel's (RFC 3522, RFC 4015), with the
// packet number where Eifel uses time stamps.
type episode struct {
	id       uint32
	began    time.Time // what left at or before this moment belongs to it
	unproven int       // losses that nothing speaks against so far
	timeout  bool      // the retransmission timer began it
}

func (c *Conn) beginEpisode(now time.Time, timeout bool) {
	c.episode = episode{id: c.episode.id + 1, began: now, timeout: timeout}
}

func (c *Conn) countLoss(p *sentPacket) {
	p.episode = c.episode.id
	c.episode.unproven++
	c.stats.Losses++
}

// disprove is told that a datagram thought lost, or sent again on suspicion, had arrived.
func (c *Conn) disprove(p *sentPacket, n *news) {
	if p == nil {
		return
	}
	switch p.status {
	case superseded:
		c.stats.Spurious++
	case lost:
		c.stats.Spurious++
		c.rack.widen(c.una, c.nxt)
		if p.episode == c.episode.id {
			c.episode.unproven--
			// After a time-out the first proof is enough: the timer was too short, and
			// nothing but the timer spoke for the other losses (RFC 3522 section 3.2).
			n.spurious = n.spurious || c.episode.unproven == 0 || c.episode.timeout
		}
	}
	c.flight.land(p, landed)
}

// undo takes the last reduction back: congestion control gets its window, and what was not yet sent
// again is in flight as before. The timer's back-off is undone by the round-trip sample that
// comes with every echo (rto.go).
func (c *Conn) undo(now time.Time) {
	c.stats.Undone++
	c.control.OnSpurious(now)
	if c.episode.timeout {
		for i := c.flight.packets.first; i != c.flight.packets.end; i++ {
			p := c.flight.packets.at(i)
			if p.status != lost || p.episode != c.episode.id {
				continue
			}
			s := c.board.segments.at(p.segment)
			if s != nil && s.lost && s.packet == p.Number {
				s.lost = false
				c.flight.revive(i)
			}
		}
	}
	c.episode.timeout = false
	c.episode.unproven = -1 // nothing is left to undo
}
