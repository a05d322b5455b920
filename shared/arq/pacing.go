package arq

import "time"

// admits reports whether congestion control lets a datagram of this size go now: the window has
// room, and the pacer has credit. If it is the pacer that says no, paced is when it will say yes.
func (c *Conn) admits(now time.Time, size int) bool {
	if c.flight.bytes+size > c.control.Window() {
		c.limited = true
		return false
	}
	if at := c.pacer.Next(now, c.control.PacingRate(), c.config.MaxDatagram); at.After(now) {
		c.paced = at
		c.limited = true
		return false
	}
	return true
}
