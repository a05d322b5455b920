package arq

import "time"

// maxLateness separates a busy machine from a stopped process. A driver that calls Advance later than
// this was stopped (a suspended laptop, SIGSTOP, a paused container), and answers of the peer may
// wait unread in the socket, or may have been dropped from it.
const maxLateness = time.Second

// patience adds up how long the peer has left what it was sent unanswered. Only waits that ended in
// time count: after a stop the question is repeated, and a full wait for its answer follows, before
// the connection can be given up.
//
//	asked          deadline        asked          deadline
//	 |---- counted ----|            |---- not counted ----|~~~ stopped ~~~| now
type patience struct {
	since time.Time     // when the current wait began
	spent time.Duration // sum of the waits without an answer
}

// begin starts a wait.
func (p *patience) begin(now time.Time) { p.since = now }

// end ends the current wait, which was to last until deadline, and returns the sum of all.
func (p *patience) end(now, deadline time.Time) time.Duration {
	if now.Before(deadline) {
		deadline = now
	}
	if !p.overslept(now, deadline) {
		p.spent += deadline.Sub(p.since)
	}
	return p.spent
}

// overslept reports whether a wait until deadline was noticed to be over too late to conclude
// anything from the silence.
func (p *patience) overslept(now, deadline time.Time) bool {
	return now.Sub(deadline) > min(maxLateness, deadline.Sub(p.since))
}

// answered forgets the waits: the peer has answered.
func (p *patience) answered() { p.spent = 0 }

// noteSleep notices that the driver was stopped. A datagram that left before says nothing about the
// round trip: its acknowledgement may have waited in the socket.
func (c *Conn) noteSleep(now time.Time) {
	if d := c.Deadline(); !d.IsZero() && now.Sub(d) > maxLateness {
		c.rtt.wokeAt = now
	}
}
