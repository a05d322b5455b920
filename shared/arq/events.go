package arq

import "errors"

// Events is a set of what has happened to a connection since its owner last asked.
type Events uint8

// The events. A fresh connection has none.
const (
	// EventReadable: more bytes can be read. It is not repeated for bytes that Read left behind.
	EventReadable Events = 1 << iota
	// EventWritable: the connection is open, or there is room again after a Write that took
	// less than it was given.
	EventWritable
	// EventEOF: the peer's stream is complete. Read returns io.EOF after its last byte.
	EventEOF
	// EventClosed: both streams have ended in order and everything is acknowledged, or this side
	// has called Reset, or Close and has lingered for long enough. Nothing else follows.
	EventClosed
	// EventFailed: the connection has ended with an error, which Err returns. Nothing else follows.
	EventFailed
)

// eventState is what was reported already.
type eventState struct {
	reported Events   // of those that happen once: EOF, closed, failed
	readTo   sequence // RCV.NXT when EventReadable was last reported
	blocked  bool     // EventWritable is due as soon as there is room
}

// TakeEvents returns what has happened since the last call and forgets it. The owner calls it after each
// Receive, Advance and Answer. Then it needs no other question to find out
// what to do, except Done.
func (c *Conn) TakeEvents() Events {
	e := c.happened() &^ c.events.reported
	c.events.reported |= e & (EventEOF | EventClosed | EventFailed)
	if e&EventReadable != 0 {
		c.events.readTo = c.recv.next
	}
	if e&EventWritable != 0 {
		c.events.blocked = false
	}
	return e
}

func (c *Conn) happened() (e Events) {
	if c.recv.next != c.events.readTo && c.Readable() > 0 && !c.discards {
		e |= EventReadable
	}
	if c.events.blocked && c.state.synchronized() && c.Writable() >= min(c.config.SendBuffer/2, c.fullPayload()) {
		e |= EventWritable
	}
	if c.peerClosed && !c.discards {
		e |= EventEOF
	}
	switch {
	case c.state == Closed && c.err != nil && !errors.Is(c.err, ErrClosed):
		e |= EventFailed
	case c.state == Closed || c.state == TimeWait:
		e |= EventClosed
	}
	return e
}
