package simnet

import (
	"net"
	"net/netip"
	"time"
)

// SetDeadline sets both deadlines.
func (c *Conn) SetDeadline(t time.Time) error {
	return c.setDeadlines(t, &c.readBy, &c.writeBy)
}

// SetReadDeadline ends reads that last until t, those that wait now as well;
// the zero time is never. A deadline that has passed ends reads even where a
// datagram waits, as with a socket.
func (c *Conn) SetReadDeadline(t time.Time) error {
	return c.setDeadlines(t, &c.readBy)
}

// SetWriteDeadline makes writes after t fail; they never wait.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	return c.setDeadlines(t, &c.writeBy)
}

func (c *Conn) setDeadlines(t time.Time, which ...*time.Time) error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("set", netip.AddrPort{}, net.ErrClosed)
	}
	for _, by := range which {
		*by = t
	}
	c.alarm.stop()
	if !c.readBy.IsZero() && !passed(c.readBy) {
		c.alarm.set(c.readBy)
	}
	c.changed.Broadcast()
	return nil
}

// wake is the deadline's call: readers look at the time themselves.
func (c *Conn) wake() {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	c.changed.Broadcast()
}

// passed reports whether a deadline is over.
func passed(by time.Time) bool {
	return !by.IsZero() && !time.Now().Before(by)
}
