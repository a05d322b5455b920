package arq

import "time"

// episode is a reduction of the congestion window and the losses that caused it. If every one of them
// proves spurious, the reduction is undone: Eifel's idea (RFC 3522, RFC 4015), with packet numbers
// where Eifel uses time stamps.
type episode struct {
	id       uint32
	began    time.Time // datagrams sent at or before this moment belong to it
	unproven int       // losses that have not proved spurious
	timeout  bool      // the retransmission timer began it
}

// beginEpisode starts an episode; the previous one can no longer be undone.
func (c *Conn) beginEpisode(now time.Time, timeout bool) {
	c.episode = episode{id: c.episode.id + 1, began: now, timeout: timeout}
}

// countLoss counts a loss towards the current episode.
func (c *Conn) countLoss(p *sentPacket) {
	p.episode = c.episode.id
	c.episode.unproven++
	c.stats.Losses++
}

// judgeEarlier draws conclusions about the transmissions before p, a retransmission that has arrived. If it brought
// something new, they were lost: congestion control must learn of a loss that only a probe found (tlp.go). If
// it brought nothing new, one of them had arrived: what D-SACK tells (RFC 2883, RFC 3708).
func (c *Conn) judgeEarlier(p *sentPacket, n *news) {
	if n.nothing {
		c.disprove(c.arrivedBefore(p), n)
		return
	}
	n.noteRepair(c.flight.find(p.earlier))
}

// arrivedBefore returns the transmission that arrived before p, the retransmission of the same segment. It is
// nil if that can't be known: it may have been one of several, or a redundant copy.
func (c *Conn) arrivedBefore(p *sentPacket) *sentPacket {
	if p.copied {
		return nil
	}
	var found *sentPacket
	for p.earlier > 0 {
		p = c.flight.find(p.earlier)
		if p == nil || found != nil {
			return nil
		}
		found = p
	}
	return found
}

// disprove marks a loss, or a retransmission by a probe, as spurious: datagram p had arrived.
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
			// the timer was the only evidence of the other losses (RFC 3522 section 3.2).
			n.spurious = n.spurious || c.episode.unproven == 0 || c.episode.timeout
		}
	}
	c.flight.land(p, landed)
}

// undo takes the last reduction back: congestion control restores its window, and what was not yet
// retransmitted is in flight again. The timer's back-off ends with the next acknowledgement of something
// new (acknowledgement.go). The episode is over: a loss that is found later begins another, whenever
// the datagram was sent, as it does in congestion control.
func (c *Conn) undo(now time.Time) {
	c.stats.Undone++
	c.control.OnSpurious(now)
	if c.episode.timeout {
		c.reviveLost()
	}
	c.episode = episode{id: c.episode.id + 1}
}

// reviveLost puts back into the flight what the timer declared lost and what was not retransmitted.
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
