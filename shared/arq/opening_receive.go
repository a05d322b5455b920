package arq

import (
	"time"

	"obrolan/shared/wire"
)

// receiveOpening takes a segment while the connection is not synchronized. It reports whether the
// segment still has to be processed as one of an open connection.
func (c *Conn) receiveOpening(now time.Time, s *wire.Segment, payload []byte) (bool, error) {
	switch c.state {
	case Listen:
		return false, c.onSYN(now, s, payload)
	case SynSent:
		return c.onSYNACK(now, s, payload)
	case SynReceived:
		return c.onThirdFlight(now, s, payload)
	}
	return false, nil
}

// onSYN takes the first flight.
func (c *Conn) onSYN(now time.Time, s *wire.Segment, payload []byte) error {
	if s.Flags&(wire.SYN|wire.ACK) != wire.SYN {
		return nil
	}
	c.config.Connection = s.Connection
	c.opening.await(now, 0, c.config.OpeningTimeout)
	c.synchronize(now, s)
	c.state = SynReceived
	_, err := c.handle(now, s, payload)
	return err
}

// onSYNACK takes the second flight, or a challenge in its place.
func (c *Conn) onSYNACK(now time.Time, s *wire.Segment, payload []byte) (bool, error) {
	if s.Flags == wire.OPN && c.opening.flights != nil {
		return c.handle(now, s, payload) // the SYN goes out again, with the answer
	}
	if s.Flags&wire.ACK == 0 || sequence(s.Acknowledgement) != c.nxt {
		return false, nil // it answers nothing that was sent
	}
	if s.Flags&wire.RST != 0 {
		c.fail(ErrRefused)
		return false, nil
	}
	if s.Flags&wire.SYN == 0 {
		return false, nil
	}
	return c.handle(now, s, payload)
}

// completeSYNACK opens the connection on the client, when the handshake has answered the second flight.
func (c *Conn) completeSYNACK(now, arrived time.Time, s *wire.Segment) {
	c.synchronize(arrived, s)
	c.una = c.nxt
	c.establish(now)
	c.takeEcho(s, &news{now: arrived})
	c.opening.repeats = 0
	c.opening.wait.end(now, c.opening.deadline)
	c.opening.await(now, c.rtt.base(), c.config.OpeningTimeout)
}

// onThirdFlight completes the opening on the server. Without a handshake, any segment that
// acknowledges the SYN will do.
func (c *Conn) onThirdFlight(now time.Time, s *wire.Segment, payload []byte) (bool, error) {
	switch {
	case s.Flags&wire.SYN != 0:
		// The answer was lost: send it again. A SYN with another number is not this client's.
		if sequence(s.Sequence).plus(1) == c.recv.next {
			c.ack.heard(now, s.Packet)
			c.opening.due = c.opening.pending == nil
		}
		return false, nil
	case s.Flags&wire.RST != 0:
		if sequence(s.Sequence) == c.recv.next {
			c.fail(ErrReset)
		}
		return false, nil
	case s.Flags&wire.ACK == 0 || sequence(s.Acknowledgement) != c.nxt || !c.plausible(s):
		return false, nil
	case s.Flags&wire.OPN == 0 && c.opening.flights != nil:
		return false, nil // data ahead of the flight; it will be retransmitted
	case s.Flags&wire.OPN != 0:
		return c.handle(now, s, payload)
	}
	c.completeOpening(now)
	return true, nil
}

// completeOpening opens the connection on the server.
func (c *Conn) completeOpening(now time.Time) {
	c.confirm()
	c.una = c.nxt
	c.establish(now)
}

// synchronize takes over the peer's initial sequence number and its first window.
func (c *Conn) synchronize(now time.Time, s *wire.Segment) {
	c.ack.heard(now, s.Packet)
	c.recv.start(sequence(s.Sequence).plus(1), c.config.ReceiveBuffer)
	c.events.readTo = c.recv.next
	c.edge = c.nxt.plus(s.Window)
	c.maxWindow = s.Window
}

func (c *Conn) establish(now time.Time) {
	c.state = Established
	c.onHeard(now)
	if c.closing {
		c.state = FinWait1
	}
}

// transmitOpening sends the flight that is due.
func (c *Conn) transmitOpening(now time.Time, b []byte) int {
	o := &c.opening
	if !o.due {
		return 0
	}
	o.due = false
	flags, start := wire.ACK|wire.OPN, c.nxt
	switch c.state {
	case SynSent:
		flags, start = wire.SYN, c.nxt.plus(-1)
	case SynReceived:
		flags, start = wire.SYN|wire.ACK, c.nxt.plus(-1)
	}
	// Data may have left already behind the third flight; that stands before all of it.
	if flags&wire.SYN == 0 {
		start = sequence(c.config.InitialSequence).plus(1)
	}
	c.logUncounted(now, noSegment)
	return c.encodePayload(now, b, flags, start, o.payload)
}
