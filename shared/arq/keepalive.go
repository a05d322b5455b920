package arq

import "time"

// keepAlive finds out whether a silent peer is still there (RFC 9293 section 3.8.4), and keeps the
// entries of address translators fresh.
//
// TCP's probe has a sequence number that was acknowledged already. Here it is an empty segment
// with PSH, the same as a window probe.
type keepAlive struct {
	asked int  // questions since the peer was last heard
	due   bool // to be sent by the next Transmit
}

// hurry divides the interval while questions stay without an answer.
const hurry = 4

// keepAliveDeadline is when the next question is due; zero if keep-alive is off or the
// retransmission timer watches the peer anyway.
func (c *Conn) keepAliveDeadline() time.Time {
	interval := c.config.KeepAlive
	if interval <= 0 || c.board.segments.size() > 0 || !c.state.synchronized() ||
		c.state == TimeWait || c.alive.due {
		return time.Time{}
	}
	return c.heard.Add(interval + time.Duration(c.alive.asked)*interval/hurry)
}

func (c *Conn) onKeepAliveTimer() {
	if c.alive.asked >= c.config.KeepAliveProbes {
		c.fail(ErrTimeout)
		return
	}
	c.alive.asked++
	c.alive.due = true
}

// transmitKeepAlive sends the question.
func (c *Conn) transmitKeepAlive(now time.Time, b []byte) int {
	c.alive.due = false
	c.stats.KeepAlives++
	return c.transmitQuestion(now, b)
}

// onHeard is told of each datagram from the peer.
func (c *Conn) onHeard(now time.Time) {
	c.heard = now
	c.alive = keepAlive{}
}
