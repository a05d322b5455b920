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

// judgeEarlier draws conclusions about the transmissions before p, a retransmission that has arrived. If it brought
// something new, they were lost: congestion control hears of a loss that only a probe noticed (tlp.go). If
// it brought nothing new, one of them had arrived: what D-SACK tells (RFC 2883, RFC 3708).
func (c *Conn) judgeEarlier(p *sentPacket, n *news) {
	if n.nothing {
		c.disprove(c.arrivedBefore(p), n)
		return
	}
	n.noteRepair(c.flight.find(p.earlier))
}

// arrivedBefore returns the transmission that arrived before p, the retransmission of the same segment. It is
// nil if nobody can know: it may have been one of several, or a redundant copy.
func (c *Conn) arrivedBefore(p *sentPacket) *sentPacket {
	if p.copied {
		return nil
	}
	var found *sentPacket
	for p.earlier > 0 {
		p = c.flight.find(p.earlier)
		if p == nil || p.status == landed || found != nil {
			return nil
		}
		found = p
	}
	return found
}

// disprove takes back that a datagram counts as lost, or as sent again on suspicion: it has arrived.
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
// comes with every echo (rto.go). The episode is over: a loss that is noticed later begins another, whenever
// it left, as it does in congestion control.
func (c *Conn) undo(now time.Time) {
	c.stats.Undone++
	c.control.OnSpurious(now)
	if c.episode.timeout {
		c.reviveLost()
	}
	c.episode = episode{id: c.episode.id + 1}
}

// reviveLost puts back into the flight what the timer declared lost and nobody has sent again.
func (c *Conn) reviveLost() {
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
