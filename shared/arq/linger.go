package arq

import "time"

// Close ends both directions (RFC 9293 section 3.6). What was written is still sent, followed by FIN. Nothing more can
// be read: what arrives is acknowledged and dropped, so that the peer can finish what it is sending.
//
// That takes no longer than linger. Then the connection ends with a RST to the peer; with ErrLinger if the peer has
// not acknowledged everything, without an error if it only has not closed its own direction (after
// CloseWrite the bound is Config.FinWait2). A linger that is not positive is Reset.
func (c *Conn) Close(now time.Time, linger time.Duration) {
	switch {
	case c.state == Closed:
		return
	case linger <= 0 || c.state == SynSent && c.Unacknowledged() == 0:
		c.Reset()
		return
	}
	c.discards = true
	c.discardReadable()
	c.CloseWrite()
	if c.state != TimeWait {
		c.lingerUntil = earliest(c.lingerUntil, now.Add(linger))
	}
}

// discardReadable makes room for what a closed reader must not hold up.
func (c *Conn) discardReadable() {
	if c.Readable() > 0 {
		c.recv.advance(c.recv.next)
		c.offerWindow()
	}
}

// onLingerTimer ends a connection that Close has given up on.
func (c *Conn) onLingerTimer() {
	c.lingerUntil = time.Time{}
	c.resetDue, c.resetAt = c.state.synchronized() || c.state == SynReceived, c.nxt
	if c.state == FinWait2 {
		c.state = Closed
		return
	}
	c.fail(ErrLinger)
}

// Done reports whether the connection may be forgotten: it has ended, in whichever way, and owes the peer nothing.
// What has not been read yet is lost with it. TIME-WAIT is not done: the peer may need an
// answer. A connection that still listens after its first datagram has taken no SYN, and may be
// forgotten too.
func (c *Conn) Done() bool { return c.state == Closed && !c.resetDue }

// Release ends the connection without a word to the peer if it has not ended, and gives all memory back to the
// budget. The owner calls it for each connection that it forgets.
func (c *Conn) Release() {
	if c.state != Closed {
		c.fail(ErrClosed)
	}
	c.resetDue = false
	c.recv.discard()
	c.releaseMemory()
}
