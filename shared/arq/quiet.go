package arq

import (
	"errors"
	"time"
)

// quietTime is how long a connection with nothing under way keeps memory that it does not use, so that one
// burst after the other allocates nothing.
const quietTime = time.Second

// quietSpans is how many places a quiet connection's span set keeps; its queues keep minDeque.
const quietSpans = 4

// noteQuiet sets the timer of a connection that has nothing under way and holds more memory than it
// needs, and stops it when something is under way again. A connection that has ended gives all
// back at once but what its application has not read yet.
func (c *Conn) noteQuiet(now time.Time) {
	switch {
	case c.state == Closed:
		c.releaseMemory()
	case c.state == TimeWait:
		c.shrink()
	case c.board.segments.size() > 0 || c.send.store.held > 0 || c.recv.store.held > 0 || !c.oversized():
		c.shrinkAt = time.Time{}
	case c.shrinkAt.IsZero():
		c.shrinkAt = now.Add(quietTime)
	}
}

// releaseMemory frees what a connection that has ended does not need. Nobody reads after Reset and Close.
func (c *Conn) releaseMemory() {
	c.send.store.releaseAll()
	if c.discards || errors.Is(c.err, ErrClosed) {
		c.recv.discard()
	}
	c.recv.dropEarly()
	c.board, c.flight = scoreboard{}, flight{}
	c.shrink()
}

// onQuietTimer gives the memory back, unless data has arrived in the meantime.
func (c *Conn) onQuietTimer(now time.Time) {
	if until := c.ack.echoAt.Add(quietTime); now.Before(until) {
		c.shrinkAt = until
		return
	}
	c.shrink()
}

// oversized reports whether shrink would free anything.
func (c *Conn) oversized() bool {
	return c.flight.packets.oversized() || c.board.segments.oversized() || c.board.queue.oversized() ||
		c.send.store.table.oversized() || c.recv.store.table.oversized() ||
		c.board.sacked.oversized() || c.recv.early.oversized() || c.send.store.budget.oversized()
}

// shrink frees what a quiet connection does not need.
func (c *Conn) shrink() {
	c.shrinkAt = time.Time{}
	c.flight.shrink()
	c.board.segments.shrink()
	c.board.queue.shrink()
	c.board.sacked.shrink()
	c.send.store.table.shrink()
	c.recv.store.table.shrink()
	c.recv.early.shrink()
	c.send.store.budget.trim()
}

// shrink forgets the datagrams. All are settled, and so long ago that an echo would tell nothing.
func (f *flight) shrink() {
	f.packets.first = f.oldest
	f.packets.shrink()
}

func (x *spanSet) oversized() bool { return cap(x.spans) > quietSpans || cap(x.fresh) > quietSpans }

// shrink frees the set's memory if it is empty.
func (x *spanSet) shrink() {
	if len(x.spans) == 0 && x.oversized() {
		*x = spanSet{}
	}
}
