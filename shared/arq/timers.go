package arq

import "time"

// earliest returns the earlier of two deadlines; zero stands for never.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Deadline is when Advance and Transmit are to be called next, zero for never. It is in the past if Transmit was
// not called until it returned 0. It is good until the next call of another method.
func (c *Conn) Deadline() time.Time {
	if !c.unfinished.IsZero() {
		return c.unfinished
	}
	if c.state == Closed || c.state == Listen {
		return time.Time{}
	}
	d := earliest(c.opening.deadline, c.timeWait)
	d = earliest(d, c.lingerUntil)
	d = earliest(d, c.shrinkAt)
	d = earliest(d, c.finWaitDeadline())
	d = earliest(d, c.rack.deadline)
	d = earliest(d, c.probe.deadline)
	d = earliest(d, c.rtt.deadline)
	d = earliest(d, c.persist.deadline)
	d = earliest(d, c.ack.deadline)
	d = earliest(d, c.keepAliveDeadline())
	d = earliest(d, c.copies.deadline)
	d = earliest(d, c.gather.deadline)
	return earliest(d, c.paced)
}

// Advance tells the connection the time, so that the timers that are due fire. Calling it early or
// often does no harm.
func (c *Conn) Advance(now time.Time) {
	if c.state == Closed || c.state == Listen {
		return
	}
	c.noteSleep(now)
	due := func(deadline time.Time) bool {
		return c.state != Closed && !deadline.IsZero() && !now.Before(deadline)
	}
	if due(c.opening.deadline) {
		c.onOpeningTimer(now)
	}
	if due(c.rack.deadline) {
		c.detectLosses(now)
	}
	if due(c.probe.deadline) {
		c.onProbeTimer(now) // also where both are due: the probe takes the place of the time-out
	} else if due(c.rtt.deadline) {
		c.onRTO(now)
	}
	if due(c.persist.deadline) {
		c.onPersistTimer(now)
	}
	if due(c.ack.deadline) {
		c.ack.now()
	}
	if due(c.keepAliveDeadline()) {
		c.onKeepAliveTimer(now)
	}
	if due(c.lingerUntil) {
		c.onLingerTimer()
	}
	if due(c.shrinkAt) {
		c.onQuietTimer(now)
	}
	if due(c.finWaitDeadline()) {
		c.onFinWaitTimer(now)
	}
	if due(c.timeWait) {
		c.state = Closed
	}
}
