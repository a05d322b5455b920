package arq

import (
	"time"

	"obrolan/shared/wire"
)

// CloseWrite ends the own side of the stream: FIN is sent after what is buffered (RFC 9293
// section 3.6). Reading goes on until the peer has closed too; Config.FinWait2 bounds the wait.
func (c *Conn) CloseWrite() {
	if c.closing {
		return
	}
	c.closing = true
	switch c.state {
	case Listen:
		c.state = Closed
	case Established:
		c.state = FinWait1
	case CloseWait:
		c.state = LastAck
	}
}

// onFINAcknowledged follows the states when the peer has acknowledged our FIN (RFC 9293
// section 3.10.7.4, fifth check).
func (c *Conn) onFINAcknowledged(now time.Time) {
	switch c.state {
	case FinWait1:
		c.state = FinWait2
		c.awaitFIN(now)
	case Closing:
		c.enterTimeWait(now)
	case LastAck:
		c.state = Closed
	}
}

// finWait bounds FIN-WAIT-2: a peer that never sends its FIN must not keep the connection indefinitely, not
// even if it answers keep-alive questions. New data that arrives starts the wait again.
type finWait struct {
	wait     patience
	deadline time.Time
}

// awaitFIN starts the wait for the peer's FIN, or for more data before it.
func (c *Conn) awaitFIN(now time.Time) {
	c.finWait.wait.begin(now)
	c.finWait.deadline = now.Add(c.config.FinWait2)
}

// finWaitDeadline is when FIN-WAIT-2 ends; zero in another state.
func (c *Conn) finWaitDeadline() time.Time {
	if c.state != FinWait2 {
		return time.Time{}
	}
	return c.finWait.deadline
}

// onFinWaitTimer gives the connection up with a RST, unless this side was stopped meanwhile.
func (c *Conn) onFinWaitTimer(now time.Time) {
	if c.finWait.wait.overslept(now, c.finWait.deadline) {
		c.awaitFIN(now)
		return
	}
	c.Reset()
	c.err = ErrTimeout
}

// noteFIN remembers where the peer's stream ends. Until everything before has arrived, the FIN
// waits. One that lies before bytes which are there already contradicts them, and is ignored.
func (c *Conn) noteFIN(s *wire.Segment) {
	at := sequence(s.Sequence).plus(s.Length)
	if at.before(c.recv.next) || at.minus(c.recv.next) > c.recv.room() {
		return
	}
	if n := len(c.recv.early.spans); n > 0 && at.before(c.recv.early.spans[n-1].end) {
		return
	}
	c.finAt, c.hasFIN = at, true
}

// onFIN follows the states when everything up to the peer's FIN has arrived (RFC 9293
// section 3.10.7.4, eighth check).
func (c *Conn) onFIN(now time.Time) {
	c.peerClosed = true
	c.ack.now()
	switch c.state {
	case Established:
		c.state = CloseWait
	case FinWait1:
		c.state = Closing
	case FinWait2:
		c.enterTimeWait(now)
	}
}

// enterTimeWait keeps the connection for as long as the peer may repeat its FIN, because our last
// ACK was lost (RFC 9293 section 3.6.1).
func (c *Conn) enterTimeWait(now time.Time) {
	c.state = TimeWait
	c.timeWait = now.Add(c.config.TimeWait)
	c.lingerUntil = time.Time{}
}
