package arq

import "time"

// admits reports whether congestion control lets a datagram of size bytes go now: the window has
// room, and the pacer has credit. If the pacer says no, paced is when it will say yes. One datagram
// may always be in flight, however small the window: the smallest window is one segment (RFC 5681
// section 3.1), and with nothing in flight no acknowledgement could open it.
func (c *Conn) admits(now time.Time, size int) bool {
	if c.flight.flying > 0 && c.flight.bytes+size > c.control.Window() {
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
