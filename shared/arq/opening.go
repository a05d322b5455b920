package arq

import (
	"errors"
	"fmt"
	"time"
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
	// Next takes the payload of the flight that arrived, which it must not keep, and returns the payload
	// of the flight that answers it, which is kept until the opening is over and fits
	// into a datagram. An error that wraps ErrIgnored drops the flight, as if it had
	// been lost; any other ends the connection.
	Next(received []byte) ([]byte, error)
}

// opening is the three-way opening (RFC 9293 section 3.5) as a machine of its own. Only the client
// has a timer that repeats: whatever is lost, the client asks again, and the
// server answers again.
type opening struct {
	flights   Flights
	active    bool   // this side is the client
	payload   []byte // of the latest own flight
	due       bool   // it is to be sent by the next Transmit
	repeats   uint
	deadline  time.Time // active: when to repeat the flight
	giveUp    time.Time
	confirmed bool // the other side is known to be synchronized too
}

// next exchanges flights with the handshake.
func (o *opening) next(received []byte) error {
	if o.flights == nil {
		o.due = true
		return nil
	}
	payload, err := o.flights.Next(received)
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	o.payload, o.due = payload, true
	return nil
}

// repeatAfter sets the client's timer (RFC 6298 section 2.1 and 5.5).
func (o *opening) repeatAfter(now time.Time, rto time.Duration) {
	o.deadline = now.Add(doubled(rto, o.repeats, maxRTO))
}

// confirm ends the opening: nothing is repeated any more.
func (o *opening) confirm() {
	o.confirmed = true
	o.deadline, o.giveUp, o.payload, o.due = time.Time{}, time.Time{}, nil, false
}

// onOpeningTimer repeats the client's flight, or gives up.
func (c *Conn) onOpeningTimer(now time.Time) {
	o := &c.opening
	if !o.giveUp.IsZero() && !now.Before(o.giveUp) {
		c.fail(ErrTimeout)
		return
	}
	if !o.deadline.IsZero() && !now.Before(o.deadline) {
		o.due = true
		o.repeats++
		o.repeatAfter(now, c.rtt.timeout())
	}
}

func (o *opening) nextDeadline() time.Time { return earliest(o.deadline, o.giveUp) }

// ignorable reports whether a handshake's error only drops the flight.
func ignorable(err error) bool { return errors.Is(err, ErrIgnored) }
