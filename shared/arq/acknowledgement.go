package arq

import (
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// news is what one acknowledgement reports.
type news struct {
	now      time.Time
	echo     uint64        // packet number of the datagram that caused the acknowledgement
	nothing  bool          // that datagram carried only bytes that were there already (DUP)
	rtt      time.Duration // round-trip sample, 0 if none
	bytes    int           // newly acknowledged, headers included
	spurious bool          // the last reduction of the window was not due
	repaired uint64        // a lost datagram whose loss only a probe repaired (tlp.go)
	repair   bool          // repaired is set
}

// onAck takes the acknowledgement, echo, window and SACK fields of a segment (RFC 9293
// section 3.10.7.4, fifth check), which acknowledges nothing that was not sent. number is the segment's
// own packet number.
func (c *Conn) onAck(now time.Time, s *wire.Segment, number uint64) {
	ack := sequence(s.Acknowledgement)
	n := news{now: now, nothing: s.Flags&wire.DUP != 0}
	c.takeEcho(s, &n)
	advanced := c.una.before(ack)
	if advanced {
		c.acknowledge(ack, &n)
		c.una = ack
		c.send.release(ack)
	}
	for _, block := range s.Blocks[:s.BlockCount] {
		c.acknowledgeBlock(block, &n)
	}
	c.takeWindow(ack, s.Window, number)
	if n.spurious {
		c.undo(now) // before new losses begin an episode of their own
	}
	c.detectLosses(now)
	if n.repair {
		c.reportRepaired(now, n.repaired)
	}
	c.rack.endRecovery(c.una)
	c.tellControl(&n)
	switch {
	case advanced || n.bytes > 0:
		if n.rtt > 0 {
			c.rtt.backOff = 0
		}
		c.restartRTO(now)
		c.probe.sent = false
		c.scheduleProbe(now)
	case c.refused(&n, ack):
		c.rtt.wait.answered()
	}
}

// refused reports whether the peer has dropped data because it has no memory for it: the datagram has arrived, and is
// not acknowledged. It is sent again with back-off, as if the network had lost it. But the peer is there, and may have no memory
// indefinitely, as it may keep its window closed.
func (c *Conn) refused(n *news, ack sequence) bool {
	p := c.flight.find(n.echo)
	if p == nil || p.status != flying || n.nothing || ack != c.una {
		return false
	}
	return c.board.segments.at(p.segment).length > 0 // a FIN alone takes no memory
}

// takeEcho finds out which datagram the peer answers. That yields the round trip, tells RACK what
// arrived, and shows a loss that was none.
func (c *Conn) takeEcho(s *wire.Segment, n *news) {
	number, ok := c.expandEcho(s.Echo)
	if !ok {
		n.echo = c.nextPacket // never sent: no conclusions
		return
	}
	n.echo = number
	p := c.flight.find(number)
	if p == nil {
		return
	}
	if number > c.echoed || !c.hasEcho {
		c.echoed, c.hasEcho = number, true
		c.takeSample(s, p, n)
	}
	c.rack.arrived(p, c.rtt.latest)
	if p.status == lost || p.status == superseded {
		c.disprove(p, n)
	}
	if !p.echoed { // a second echo is that of a copy which the network made
		p.echoed = true
		c.judgeEarlier(p, n)
	}
}

// takeSample measures the round trip. There is no sample where the peer says that it waited for
// longer than it can say, or longer than the round trip took, and none across a stop of this side.
func (c *Conn) takeSample(s *wire.Segment, p *sentPacket, n *news) {
	rtt := n.now.Sub(p.SentAt) - s.EchoDelay
	if rtt <= 0 || s.EchoDelay >= wire.MaxEchoDelay || p.SentAt.Before(c.rtt.wokeAt) {
		return
	}
	n.rtt = rtt
	c.rtt.sample(rtt)
}

// deliver settles a segment that an acknowledgement covers for the first time.
func (c *Conn) deliver(s *sentSegment, position uint32, n *news) {
	s.delivered = true
	p := c.flight.find(s.packet)
	echoed := c.flight.find(n.echo)
	switch {
	case s.lost:
		// Declared lost but not sent again. If it was sent only once, that transmission has arrived.
		s.lost = false
		if s.tries == 1 && !s.copied {
			c.disprove(p, n)
		}
	case echoed != nil && echoed != p && echoed.segment == position:
		c.settle(p) // not needed: an earlier transmission has arrived
		p = echoed
	default:
		// Where a later datagram caused the acknowledgement, the echo of this one was lost. It may have been a
		// probe or its original that arrived: RFC 8985 section 7.4 assumes the probe.
		if p != nil && n.echo > s.packet {
			n.noteRepair(c.flight.find(p.earlier))
		}
		c.settle(p)
	}
	if p == nil || p.Bytes == 0 {
		return // a redundant copy, or no longer in the log
	}
	c.estimator.OnAck(n.now, &p.PacketState)
	n.bytes += p.Bytes
}

// settle takes a datagram out of the flight, as its segment was delivered.
func (c *Conn) settle(p *sentPacket) {
	if p != nil && p.status != lost {
		c.flight.land(p, landed)
	}
}

// tellControl reports to congestion control what was newly acknowledged.
func (c *Conn) tellControl(n *news) {
	if n.bytes == 0 {
		return
	}
	c.control.OnAck(n.now, control.Ack{
		Bytes:    n.bytes,
		InFlight: c.flight.bytes,
		RTT:      n.rtt,
		SRTT:     c.rtt.srtt,
		MinRTT:   c.rtt.min,
		Sample:   c.estimator.Sample(c.rtt.min),

		Recovering: c.rack.recovering,
	})
}

// takeWindow takes the peer's window from the latest datagram: a late one would shrink it (RFC 9293
// section 3.10.7.4 compares sequence numbers for that; packet numbers order datagrams directly). An
// older one may still move the edge forward, since a peer never takes back what it has offered. A forged
// datagram with a number from the future therefore can't keep the window closed.
func (c *Conn) takeWindow(ack sequence, window int, number uint64) {
	edge := ack.plus(window)
	if number < c.windowFrom && !c.edge.before(edge) {
		return
	}
	c.windowFrom = max(c.windowFrom, number)
	c.edge = edge
	c.maxWindow = max(c.maxWindow, window)
	if c.edge.minus(c.nxt) > 0 {
		c.persist.stop()
	}
}
