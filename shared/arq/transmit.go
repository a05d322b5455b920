package arq

import (
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// Transmit writes the next datagram that may leave now to b, which has room for MaxDatagram bytes, and
// returns its length in bytes, 0 if there is none. The owner calls it until then after each Receive, Write,
// Read, Advance, CloseWrite and Reset, and then asks for the Deadline. An owner that
// stops earlier is reminded: the Deadline then is now.
func (c *Conn) Transmit(now time.Time, b []byte) int {
	if c.discards {
		c.discardReadable()
	}
	n := c.transmit(now, b)
	c.unfinished = time.Time{}
	if n > 0 {
		c.unfinished = now
	} else {
		c.noteQuiet(now)
	}
	return n
}

// transmit writes the most urgent datagram.
func (c *Conn) transmit(now time.Time, b []byte) int {
	c.paced, c.limited, c.gather.deadline = time.Time{}, false, time.Time{}
	if c.state == Closed {
		return c.transmitReset(now, b)
	}
	if n := c.transmitOpening(now, b); n > 0 {
		return n
	}
	if !c.state.synchronized() {
		return 0
	}
	if n := c.transmitStream(now, b); n > 0 {
		return n
	}
	c.watchWindow(now, c.windowBlocks())
	c.scheduleCopy()
	if c.ack.due {
		return c.encode(now, b, wire.ACK, c.nxt, 0)
	}
	return 0
}

// transmitStream sends what moves the stream on, the most urgent first.
func (c *Conn) transmitStream(now time.Time, b []byte) int {
	if c.probe.due {
		if n := c.transmitProbe(now, b); n > 0 {
			return n
		}
	}
	if _, position := c.board.nextLost(); c.board.queue.size() > 0 {
		if n := c.transmitLost(now, b, position); n > 0 {
			return n
		}
	} else if n := c.transmitNew(now, b, false); n > 0 {
		return n
	}
	if n := c.transmitCopy(now, b); n > 0 {
		return n
	}
	if c.persist.due {
		return c.transmitWindowProbe(now, b)
	}
	if c.alive.due {
		return c.transmitKeepAlive(now, b)
	}
	c.noteAppLimited()
	return 0
}

// noteAppLimited tells the rate estimator when neither path nor peer is what holds the sender back: there is
// nothing to send, or nothing but a small segment that waits for company.
func (c *Conn) noteAppLimited() {
	nothing := c.unsent() == 0 || !c.gather.deadline.IsZero()
	if nothing && !c.limited && c.board.queue.size() == 0 && c.flight.bytes < c.control.Window() {
		c.estimator.OnAppLimited(c.flight.bytes)
	}
}

// unsent is how many bytes of the stream wait for their first transmission.
func (c *Conn) unsent() int { return max(0, c.send.end.minus(c.nxt)) }

// usable is how many bytes the peer's window still has room for (RFC 9293 section 3.8.6.2.1).
func (c *Conn) usable() int { return max(0, c.edge.minus(c.nxt)) }

// windowBlocks reports whether the peer's window is what new data waits for.
func (c *Conn) windowBlocks() bool {
	unsent := c.unsent()
	return unsent > 0 && c.usable() < min(unsent, c.payloadRoom())
}

// transmitLost sends a lost segment again.
func (c *Conn) transmitLost(now time.Time, b []byte, position uint32) int {
	s := c.board.segments.at(position)
	if !c.admits(now, wire.HeaderSize+s.length) {
		return 0
	}
	return c.retransmit(now, b, position)
}

func (c *Conn) retransmit(now time.Time, b []byte, position uint32) int {
	c.stats.Retransmitted++
	return c.launch(now, b, position, c.board.segments.at(position).start)
}

// transmitNew sends data for the first time. forced is for probes: they ask neither congestion control
// nor the rules against small segments, only the peer's window.
func (c *Conn) transmitNew(now time.Time, b []byte, forced bool) int {
	unsent, room := c.unsent(), c.payloadRoom()
	fin := c.closing && !c.finSent
	n := min(unsent, room, c.usable())
	if n == 0 && !(fin && unsent == 0) || c.board.segments.size() >= maxSegments {
		return 0
	}
	fin = fin && n == unsent
	if n < room && !fin && !forced && c.tooSmall(now, n, unsent) {
		return 0
	}
	if !forced && !c.admits(now, wire.HeaderSize+n) {
		return 0
	}
	start := c.nxt
	if n <= smallPayload && !fin {
		start = c.bundle(room - n)
	}
	s := sentSegment{start: c.nxt, length: n, fin: fin}
	position := c.board.segments.push(s)
	c.nxt = s.end()
	c.finSent = c.finSent || fin
	if n < room {
		c.gather.onSmall(now, c.nxt)
	}
	written := c.launch(now, b, position, start)
	c.scheduleProbe(now)
	return written
}

// tooSmall says no to a segment that is not full, because the window leaves no room for a better one
// (silly window syndrome, RFC 9293 section 3.8.6.2.1) or because company may come (nagle.go).
func (c *Conn) tooSmall(now time.Time, n, unsent int) bool {
	if n < unsent {
		return n < c.maxWindow/2
	}
	return c.gather.holds(now, c.una, c.rtt.srtt)
}

// launch sends a segment of the scoreboard, with copies of what comes before it from start on, and
// starts the clocks that watch it.
func (c *Conn) launch(now time.Time, b []byte, position uint32, start sequence) int {
	s := c.board.segments.at(position)
	flags := wire.ACK
	if s.fin {
		flags |= wire.FIN
	}
	// An ACK is wanted at once where the stream can't go on without: at its end for now, at the
	// window's end, and after a loss.
	if s.tries > 0 || c.unsent() == 0 || c.usable() < c.payloadRoom() {
		flags |= wire.PSH
	}
	s.pushed = flags&wire.PSH != 0
	number := c.nextPacket
	n := c.encode(now, b, flags, start, s.start.plus(s.length).minus(start))
	state := c.estimator.OnSend(now, number, n, c.flight.bytes)
	c.flight.add(sentPacket{
		PacketState: state, status: flying, segment: position, earlier: s.packet, copied: s.copied,
	}, c.board.segments.size())
	c.control.OnSend(now, control.Sent{Bytes: n, InFlight: c.flight.bytes, AppLimited: state.AppLimited, RTO: c.rtt.timeout()})
	c.pacer.OnSend(now, n, c.control.PacingRate(), c.config.MaxDatagram)
	s.tries++
	s.lost = false
	s.packet = number
	c.startRTO(now)
	return n
}

// transmitQuestion sends an empty segment that the peer answers at once.
func (c *Conn) transmitQuestion(now time.Time, b []byte) int {
	c.logUncounted(now, noSegment)
	return c.encode(now, b, pshACK, c.nxt, 0)
}
