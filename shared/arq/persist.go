package arq

import "time"

// persist probes a closed window: the ACK that opened it may have been lost, and without a probe both
// sides would wait indefinitely (RFC 9293 section 3.8.6.1).
//
// TCP probes with a byte beyond the window. Here the probe is an empty segment with PSH, which is
// always answered at once. The interval between probes doubles while they are answered by a closed
// window. One that is not answered is repeated as a retransmission would be, from one RTO on.
type persist struct {
	deadline time.Time
	probes   uint     // probes so far
	lost     uint     // of them, those without an answer in a row
	asked    bool     // the latest probe is not answered yet
	wait     patience // for the answer
	due      bool     // a probe is to be sent by the next Transmit
}

// stop ends the probing, since the window is open.
func (p *persist) stop() { *p = persist{} }

// answered notes that the peer is there. The window is still closed: the next probe comes later.
func (p *persist) answered() {
	if p.asked {
		p.asked, p.lost, p.deadline = false, 0, time.Time{}
		p.wait.answered()
	}
}

// watchWindow starts the persist timer when data waits, nothing is in flight that would bring an
// ACK, and the window leaves no room.
func (c *Conn) watchWindow(now time.Time, blocked bool) {
	p := &c.persist
	if !blocked || c.board.segments.size() > 0 {
		p.deadline, p.asked = time.Time{}, false
		return
	}
	if !p.deadline.IsZero() {
		return
	}
	backOff := p.probes
	if p.asked {
		backOff = p.lost
	}
	p.wait.begin(now)
	p.deadline = now.Add(doubled(c.rtt.base(), backOff, maxRTO))
}

// onPersistTimer asks Transmit for a window probe. A peer that answers may keep its window closed
// indefinitely; one that does not answer is dead.
func (c *Conn) onPersistTimer(now time.Time) {
	p := &c.persist
	if p.asked {
		if p.wait.end(now, p.deadline) >= c.config.GiveUp {
			c.fail(ErrTimeout)
			return
		}
		p.lost++
	}
	p.deadline = time.Time{}
	p.due = true
}

// transmitWindowProbe sends what the window leaves room for, however little (the override of
// section 3.8.6.2.1), or an empty question.
func (c *Conn) transmitWindowProbe(now time.Time, b []byte) int {
	p := &c.persist
	p.due = false
	if n := c.transmitNew(now, b, true); n > 0 {
		return n
	}
	if !p.asked {
		p.probes++
	}
	p.asked = true
	c.stats.WindowProbes++
	return c.transmitQuestion(now, b)
}
