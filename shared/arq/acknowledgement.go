package arq

import (
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// news collects what one acknowledgement tells.
type news struct {
	now      time.Time
	echo     uint64        // number of the datagram that caused the acknowledgement
	nothing  bool          // that datagram brought nothing new
	rtt      time.Duration // round-trip sample, 0 if none
	bytes    int           // newly acknowledged, headers included
	newest   time.Time     // when the newest newly acknowledged datagram left
	spurious bool          // a loss turned out to be none
	repaired uint64        // a datagram that was lost and repaired by a loss probe (tlp.go)
	repair   bool          // there is one
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
	c.tellControl(&n)
	c.rack.endRecovery(c.una)
	if advanced || n.bytes > 0 {
		c.restartRTO(now)
		c.probe.sent = false
		c.scheduleProbe(now)
	}
}

// takeEcho finds out which datagram the peer answers. That yields the round trip, tells RACK what
// arrived, and shows a loss that was none.
func (c *Conn) takeEcho(s *wire.Segment, n *news) {
	number, ok := c.expandEcho(s.Echo)
	if !ok {
		n.echo = c.nextPacket // nonsense, from which nothing follows
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
		// Declared lost but not sent again: if it was sent only once, that has arrived after all.
		s.lost = false
		if s.tries == 1 && !s.copied {
			c.disprove(p, n)
		}
	case echoed != nil && echoed != p && echoed.segment == position:
		c.settle(p) // on its way for nothing: an earlier transmission has arrived
		p = echoed
	default:
		// Where the acknowledgement was caused by a later datagram, the echo of this one was lost. Nobody knows
		// whether a probe or its original arrived: RFC 8985 section 7.4 takes it for the probe.
		if p != nil && n.echo > s.packet {
			n.noteRepair(c.flight.find(p.earlier))
		}
		c.settle(p)
	}
	if p == nil || p.Bytes == 0 {
		return // a copy, or too long ago
	}
	c.estimator.OnAck(n.now, &p.PacketState)
	n.bytes += p.Bytes
	if p.SentAt.After(n.newest) {
		n.newest = p.SentAt
	}
}

func (c *Conn) settle(p *sentPacket) {
	if p != nil && p.status != lost {
		c.flight.land(p, landed)
	}
}

// tellControl passes on to congestion control what was newly acknowledged.
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
		SentAt:   n.newest,
		Sample:   c.estimator.Sample(c.rtt.min),
	})
}

// takeWindow takes the peer's window from the latest datagram: an older one that comes late would shrink
// it (RFC 9293 section 3.10.7.4 compares sequence numbers for that; the packet number says it directly). An
// older one may still move the edge forward, since a peer never takes back what it has offered: so a forged datagram
// with a number from the future can't keep the window shut.
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
