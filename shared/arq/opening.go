package arq

import "time"

// opening is the three-way opening (RFC 9293 section 3.5). Only the client has a timer that repeats:
// whichever datagram is lost, the client sends its flight again, and the server its answer.
type opening struct {
	flights   Flights
	active    bool           // this side is the client
	payload   []byte         // of the latest own flight
	due       bool           // it is to be sent by the next Transmit
	pending   *pendingFlight // the one that the handshake still works at
	given     uint32         // the id that the handshake gave the connection; 0 is none
	repeats   uint
	deadline  time.Time // when to repeat the flight (client) or to stop waiting (server)
	wait      patience  // for the next flight
	confirmed bool      // the other side is known to be synchronized too
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
	o.end()
}

// end forgets what only the opening needs.
func (o *opening) end() {
	o.deadline, o.due = time.Time{}, false
	o.flights, o.payload, o.pending = nil, nil, nil
}

// onOpeningTimer repeats the client's flight, or gives up.
func (c *Conn) onOpeningTimer(now time.Time) {
	o := &c.opening
	if o.wait.end(now, o.deadline) >= c.config.OpeningTimeout {
		c.fail(ErrTimeout)
		return
	}
	if o.active {
		o.due = o.pending == nil
		o.repeats++
	}
	o.await(now, c.rtt.base(), c.config.OpeningTimeout)
}
