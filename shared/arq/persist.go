package arq

import "time"

// persist asks again for a window that is closed: the ACK that opened it may have been lost, and
// without the question both sides would wait for ever (RFC 9293 section 3.8.6.1).
//
// TCP probes with a byte beyond the window. Here the probe is an empty segment with PSH, which is
// always answered at once.
type persist struct {
	deadline time.Time
	backOff  uint
	due      bool // to be sent by the next Transmit
}

func (p *persist) stop() { *p = persist{} }

// watchWindow starts the persist timer when data waits, nothing is in flight that would bring an
// ACK, and the window leaves no room.
func (c *Conn) watchWindow(now time.Time, blocked bool) {
	if !blocked || c.board.segments.size() > 0 {
		c.persist.deadline = time.Time{}
		return
	}
	if c.persist.deadline.IsZero() {
		c.persist.deadline = now.Add(doubled(c.rtt.timeout(), c.persist.backOff, maxRTO))
	}
}

// onPersistTimer asks Transmit for a window probe. A peer that answers with a closed window may do
// so for ever; one that does not answer is dead.
func (c *Conn) onPersistTimer(now time.Time) {
	if now.Sub(c.heard) >= c.config.GiveUp {
		c.fail(ErrTimeout)
		return
	}
	c.persist.deadline = time.Time{}
	c.persist.due = true
	c.persist.backOff++
}

// transmitWindowProbe sends what the window leaves room for, however little (the override of
// section 3.8.6.2.1), or an empty question.
func (c *Conn) transmitWindowProbe(now time.Time, b []byte) int {
	c.persist.due = false
	if n := c.transmitNew(now, b, true); n > 0 {
		return n
	}
	c.stats.WindowProbes++
	return c.transmitQuestion(now, b)
}
