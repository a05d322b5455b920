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
	deadline  time.Time // when to repeat the flight (client) or to stop waiting (server)
	wait      patience  // for the next flight
	confirmed bool      // the other side is known to be synchronized too
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

// await sets the timer: the client repeats its flight (RFC 6298 sections 2.1 and 5.5), the server only
// waits. Neither waits longer than limit in all, but a flight always gets one RTO.
func (o *opening) await(now time.Time, rto, limit time.Duration) {
	o.wait.begin(now)
	left := max(limit-o.wait.spent, rto)
	if o.active {
		left = min(left, doubled(rto, o.repeats, maxRTO))
	}
	o.deadline = now.Add(left)
}

// confirm ends the opening: nothing is repeated any more.
func (o *opening) confirm() {
	o.confirmed = true
	o.deadline, o.payload, o.due = time.Time{}, nil, false
}

// onOpeningTimer repeats the client's flight, or gives up.
func (c *Conn) onOpeningTimer(now time.Time) {
	o := &c.opening
	if o.wait.end(now, o.deadline) >= c.config.OpeningTimeout {
		c.fail(ErrTimeout)
		return
	}
	if o.active {
		o.due = true
		o.repeats++
	}
	o.await(now, c.rtt.base(), c.config.OpeningTimeout)
}

// ignorable reports whether a handshake's error only drops the flight.
func ignorable(err error) bool { return errors.Is(err, ErrIgnored) }
