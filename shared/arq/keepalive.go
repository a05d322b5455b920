package arq

import "time"

// keepAlive finds out whether a silent peer is still there (RFC 9293 section 3.8.4), and keeps the
// entries of address translators fresh.
//
// The client asks. A server answers, and asks only when the client has been silent for so long that
// its own questions must have been lost: the last check before the server forgets the connection.
//
//	         0 s       20    25    30    35    40 s            60    65    70    75    80 s
//	client    |---------?-----?-----?-----?-----x
//	server    |-------------------------------------------------?-----?-----?-----?-----x
//
// TCP's probe has a sequence number that was acknowledged already. Here it is an empty segment
// with PSH, the same as a window probe.
type keepAlive struct {
	asked int      // questions that the peer has had time to answer, and the latest one
	wait  patience // for the answer to the latest question
	due   bool     // a question is to be sent by the next Transmit
}

const (
	// hurry divides the interval while questions stay without an answer.
	hurry = 4
	// serverIntervals is the number of intervals of silence after which a server asks.
	serverIntervals = 3
)

// keepAliveDeadline is when the next question is due; zero if keep-alive is off or the
// retransmission timer watches the peer anyway.
func (c *Conn) keepAliveDeadline() time.Time {
	interval := c.config.KeepAlive
	if interval <= 0 || c.board.segments.size() > 0 || !c.state.synchronized() ||
		c.state == TimeWait || c.alive.due {
		return time.Time{}
	}
	switch {
	case c.alive.asked > 0:
		return c.alive.wait.since.Add(interval / hurry)
	case c.opening.active:
		return c.heard.Add(interval)
	}
	return c.heard.Add(serverIntervals * interval)
}

// onKeepAliveTimer asks, or gives up after enough questions that had their time to be answered.
func (c *Conn) onKeepAliveTimer(now time.Time) {
	a := &c.alive
	again := a.asked > 0 && a.wait.overslept(now, c.keepAliveDeadline())
	if !again {
		if a.asked >= c.config.KeepAliveProbes {
			c.fail(ErrTimeout)
			return
		}
		a.asked++
	}
	a.due = true
}

// transmitKeepAlive sends the question.
func (c *Conn) transmitKeepAlive(now time.Time, b []byte) int {
	c.alive.due = false
	c.alive.wait.begin(now)
	c.stats.KeepAlives++
	return c.transmitQuestion(now, b)
}

// onHeard notes a valid datagram of the peer.
func (c *Conn) onHeard(now time.Time) {
	c.heard = now
	c.alive = keepAlive{}
	c.persist.answered()
}
