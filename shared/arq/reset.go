package arq

import (
	"time"

	"obrolan/shared/wire"
)

// Reset ends the connection at once. The next Transmit sends a RST, upon which the peer drops what it has
// in its buffers (RFC 9293 section 3.10.5). There is none once both sides have sent their FIN, and
// in TIME-WAIT the connection ends without an error.
func (c *Conn) Reset() {
	switch {
	case c.state == Closed:
		return
	case c.state == TimeWait:
		c.state = Closed
		return
	case (c.state == Closing || c.state == LastAck) && c.finSent:
	case c.state.synchronized() || c.state == SynReceived:
		c.resetDue, c.resetAt = true, c.nxt
	}
	c.fail(ErrClosed)
}

// onReset takes a RST. Only the exact number that is expected next ends the connection. One that
// merely lies in the window may be a guess: it is answered with an ACK, and a real peer that
// has forgotten the connection answers that with the exact number (RFC 5961 section 3.2).
func (c *Conn) onReset(now time.Time, s *wire.Segment, number uint64) {
	at := sequence(s.Sequence)
	switch {
	case c.state == TimeWait:
		// A stray RST must not cut TIME-WAIT short (RFC 1337 section 3, fix 1).
	case at == c.ackNumber() && c.lacksOnlyACK(s):
		c.onAck(now, s, number)
		c.state = Closed
	case at == c.ackNumber():
		c.fail(ErrReset)
	case !at.before(c.recv.next) && at.minus(c.recv.next) <= c.recv.room():
		c.challenge(now)
	}
}

// lacksOnlyACK reports whether a RST completes the closing: both sides have closed, and it acknowledges
// everything. That is an orderly end (RFC 9293 section 3.10.7.4, second check).
func (c *Conn) lacksOnlyACK(s *wire.Segment) bool {
	return (c.state == Closing || c.state == LastAck) && c.finSent &&
		s.Flags&wire.ACK != 0 && sequence(s.Acknowledgement) == c.nxt
}

// Bounds of challenge ACKs (RFC 5961 section 7).
const (
	maxChallenges  = 10
	challengeEvery = 5 * time.Second
)

// challenges counts the challenge ACKs of the current interval. The count is the connection's own: one that
// connections shared would tell a stranger about the others.
type challenges struct {
	began time.Time
	sent  int
}

// challenge answers a segment that proves nothing with an ACK of where we stand (RFC 5961
// sections 3.2 and 4.2). Challenges are rate-limited (sections 7 and 10): where one forged segment at each end has
// made both expect what the other never sent, every ACK challenges the next. As nothing in those
// ACKs counts, keep-alive ends such a connection.
func (c *Conn) challenge(now time.Time) {
	l := &c.challenges
	if now.Sub(l.began) >= challengeEvery {
		*l = challenges{began: now}
	}
	if l.sent >= maxChallenges {
		return
	}
	l.sent++
	c.stats.ChallengeACKs++
	c.ack.now()
}

// receiveClosed answers what arrives at a closed connection with RST (RFC 9293 section 3.10.7.1), with
// the number that the peer expects. It is also what a peer in LAST-ACK gets whose FIN comes
// after TIME-WAIT is over. A bare ACK after an orderly end needs no answer.
func (c *Conn) receiveClosed(s *wire.Segment) {
	bare := s.Length == 0 && s.Flags&(wire.FIN|wire.PSH) == 0
	if s.Flags&(wire.RST|wire.ACK) == wire.ACK && !(bare && c.err == nil) {
		c.resetDue, c.resetAt = true, sequence(s.Acknowledgement)
	}
}

// transmitReset sends the RST that is due.
func (c *Conn) transmitReset(now time.Time, b []byte) int {
	if !c.resetDue {
		return 0
	}
	c.resetDue = false
	return c.encodePayload(now, b, wire.RST|wire.ACK, c.resetAt, nil)
}
