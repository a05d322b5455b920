package arq

import (
	"errors"
	"fmt"
	"time"

	"obrolan/shared/wire"
)

// Flights is what a handshake puts into the opening's datagrams. The opening brings the
// initial sequence numbers across, repeats what is lost, and knows nothing of what it carries:
//
//	client                                server
//	Next(nil)   ── SYN ───────────────>   Next(payload of the SYN)
//	Next(…)     <─────────── SYN|ACK ──
//	            ── ACK|OPN ───────────>   Next(payload of the ACK)
//	            <─────────────── ACK ──   whatever comes next confirms it
//
// A server that keeps no state before it knows the address may answer the SYN with a challenge, a segment with
// OPN alone that no Conn made. The client then sends its SYN again, with what Next(challenge) gave.
type Flights interface {
	// Next takes the payload of the flight that arrived, which it must not keep, and returns the
	// flight that answers it. It sees each flight once, however often that is repeated.
	//
	// An error that wraps ErrPending says that the answer takes time, as a signature made by a worker does. The
	// connection then waits, asks for nothing else, and goes on when its owner calls Conn.Answer. Next
	// copies what it needs of the payload in that case. An error that wraps ErrIgnored drops the flight, as if it
	// had been lost. Any other error ends the connection.
	Next(received []byte) (Answer, error)
}

// Answer is a handshake's answer to a flight.
type Answer struct {
	// Payload is sent in the flight, and fits into a datagram. The connection keeps it until
	// the opening is over; it must not be changed.
	Payload []byte
	// Connection is the id that both sides use from the third flight on; 0 is the client's own. The server draws it
	// and returns it with the answer to the SYN. The client returns what it found in the SYN|ACK.
	Connection uint32
}

// pendingFlight is a flight whose answer is not there yet.
type pendingFlight struct {
	segment wire.Segment
	arrived time.Time
}

// next exchanges flights with the handshake.
func (o *opening) next(received []byte) (Answer, error) {
	if o.flights == nil {
		return Answer{}, nil
	}
	answer, err := o.flights.Next(received)
	if err != nil {
		return Answer{}, fmt.Errorf("opening: %w", err)
	}
	return answer, nil
}

// handle gives a flight to the handshake, and goes on with the answer if that is there at once. While one flight is
// pending others are dropped; they come again. It reports whether the
// segment still has to be processed as one of an open connection.
func (c *Conn) handle(now time.Time, s *wire.Segment, payload []byte) (bool, error) {
	if c.opening.pending != nil {
		return false, nil
	}
	answer, err := c.opening.next(payload)
	if errors.Is(err, ErrPending) {
		c.opening.pending = &pendingFlight{*s, now}
		return false, nil
	}
	return c.answer(now, now, s, answer, err)
}

// Answer brings the answer to a flight for which Flights returned ErrPending, with the error that Next would have
// returned. The owner calls Transmit afterwards. An answer that comes after the opening has ended, or
// that was not asked for, changes nothing.
func (c *Conn) Answer(now time.Time, answer Answer, err error) {
	p := c.opening.pending
	if p == nil {
		return
	}
	c.opening.pending = nil
	if err != nil {
		err = fmt.Errorf("opening: %w", err)
	}
	// The error is the handshake's own: it is in Err if it ends the connection.
	if open, _ := c.answer(now, p.arrived, &p.segment, answer, err); open {
		c.receiveSynchronized(p.arrived, &p.segment, nil, c.PacketNumber(p.segment.Packet))
	}
}

// answer goes on with the answer to a segment's flight.
func (c *Conn) answer(now, arrived time.Time, s *wire.Segment, answer Answer, err error) (bool, error) {
	if err != nil {
		if errors.Is(err, ErrIgnored) {
			c.ignoreFlight(s)
		} else {
			c.fail(err)
		}
		return false, err
	}
	switch {
	case c.state == SynReceived && s.Flags&wire.SYN == 0:
		c.completeOpening(now)
		return true, nil // answered like any segment with OPN: the client repeats it until then
	case c.state == SynSent && s.Flags&wire.SYN != 0:
		c.completeSYNACK(now, arrived, s)
	}
	c.opening.payload, c.opening.due, c.opening.given = answer.Payload, true, answer.Connection
	return false, nil
}

// ignoreFlight drops a flight. A server that ignores the SYN listens again.
func (c *Conn) ignoreFlight(s *wire.Segment) {
	if c.state == SynReceived && s.Flags&wire.SYN != 0 {
		c.state = Listen
		if c.closing {
			c.state = Closed
		}
		c.opening.deadline, c.opening.wait = time.Time{}, patience{}
	}
}

// Connection is the id that the connection's datagrams carry, but for SYNs. It is the client's until the
// handshake has answered with another.
func (c *Conn) Connection() uint32 {
	if c.opening.given != 0 {
		return c.opening.given
	}
	return c.config.Connection
}

// belongs reports whether a segment carries this connection's id. SYNs carry the client's to the end of the
// opening: each side may have to repeat its own when the other knows the new one already.
func (c *Conn) belongs(s *wire.Segment) bool {
	return c.state == Listen || s.Connection == c.Connection() ||
		s.Connection == c.config.Connection && s.Flags&wire.SYN != 0
}

// outgoing is the id for what is sent now. Before the third flight has arrived the server can't know
// that the client has learned the new one.
func (c *Conn) outgoing() uint32 {
	if o := &c.opening; !o.active && !o.confirmed {
		return c.config.Connection
	}
	return c.Connection()
}

// confirm ends the opening and leaves the client's id behind.
func (c *Conn) confirm() {
	c.config.Connection = c.Connection()
	c.opening.confirm()
}
