package arq

import (
	"errors"
	"io"
	"testing"
	"time"

	"obrolan/shared/wire"
)

// eventApp writes, reads and closes only when an event asks for it.
type eventApp struct {
	seen  Events
	count map[Events]int
}

func (a *eventApp) run(w *world, e *end) {
	events := e.conn.TakeEvents()
	a.seen |= events
	for bit := EventReadable; bit <= EventFailed; bit <<= 1 {
		if events&bit != 0 {
			a.count[bit]++
		}
	}
	if events&EventWritable != 0 {
		for len(e.write) > 0 {
			n, err := e.conn.Write(e.write)
			e.write = e.write[n:]
			if n == 0 || err != nil {
				break
			}
		}
		if len(e.write) == 0 {
			e.conn.CloseWrite()
		}
	}
	if events&(EventReadable|EventEOF) != 0 {
		for !e.eof {
			n, err := e.conn.Read(e.scratch)
			e.got = append(e.got, e.scratch[:n]...)
			e.eof = errors.Is(err, io.EOF)
			if n == 0 {
				break
			}
		}
	}
}

func eventWorld(w *world) [2]*eventApp {
	var apps [2]*eventApp
	for i, e := range w.ends {
		apps[i] = &eventApp{count: map[Events]int{}}
		e.app = apps[i].run
	}
	return apps
}

// TestEventsAreEnough: an owner that acts on events alone, and never polls, gets both streams across, whole and closed.
func TestEventsAreEnough(t *testing.T) {
	for seed := range uint64(20) {
		c, s := config(), peerConfig()
		c.SendBuffer, s.SendBuffer, c.ReceiveBuffer = 3000, 10_000, 5000
		c.InitialSequence = uint32(1<<32 - 1000*seed)
		lossy := clean
		lossy.Loss, lossy.Reorder = 0.1, 0.1
		w := newWorld(t, seed, lossy, lossy, c, s)
		apps := eventWorld(w)
		up, down := pattern(60_000, 1), pattern(30_000, 2)
		w.ends[client].write, w.ends[server].write = up, down
		over := func() bool {
			return apps[client].seen&apps[server].seen&EventClosed != 0 && w.ends[client].eof && w.ends[server].eof
		}
		if !w.run(10*time.Minute, over) {
			w.fail("not over: %05b and %05b", apps[client].seen, apps[server].seen)
		}
		if string(w.ends[server].got) != string(up) || string(w.ends[client].got) != string(down) {
			w.fail("other streams arrived")
		}
		for _, a := range apps {
			if a.count[EventEOF] != 1 || a.count[EventClosed] != 1 || a.count[EventFailed] != 0 {
				w.fail("events %v", a.count)
			}
		}
	}
}

// TestReadableAtSequenceZero: the first byte whose arrival takes the stream to sequence number 0 is announced too.
func TestReadableAtSequenceZero(t *testing.T) {
	c := config()
	c.InitialSequence = 1<<32 - 4
	w := newWorld(t, 0, clean, clean, c, peerConfig())
	apps := eventWorld(w)
	w.ends[client].write = []byte("abc")
	w.pass(time.Second)
	if apps[server].seen&EventReadable == 0 || string(w.ends[server].got) != "abc" {
		w.fail("events %05b, read %q", apps[server].seen, w.ends[server].got)
	}
}

func TestFailureIsAnEvent(t *testing.T) {
	w := opened(t, clean, clean)
	apps := eventWorld(w)
	c, s := w.ends[client].conn, w.ends[server].conn
	c.Reset()
	w.pass(time.Second)
	if apps[server].seen&(EventFailed|EventClosed) != EventFailed || !errors.Is(s.Err(), ErrReset) {
		w.fail("the peer's events %05b, %v", apps[server].seen, s.Err())
	}
	if got := c.TakeEvents(); apps[client].seen&EventFailed != 0 || got != 0 {
		w.fail("own events %05b, then %05b", apps[client].seen, got)
	}
	if apps[client].seen&EventClosed == 0 {
		w.fail("own events %05b", apps[client].seen)
	}
}

// TestWritableAfterTheEnd: Writable once said 262,144 after CloseWrite and after Reset, where Write takes nothing.
func TestWritableAfterTheEnd(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	if c.Writable() == 0 {
		w.fail("an open connection takes nothing")
	}
	c.CloseWrite()
	if n := c.Writable(); n != 0 {
		w.fail("%d after CloseWrite", n)
	}
	w = opened(t, clean, clean)
	w.ends[client].conn.Reset()
	w.serve(client)
	w.pass(time.Second)
	for i, e := range w.ends {
		if n := e.conn.Writable(); n != 0 {
			w.fail("end %d: %d after a reset", i, n)
		}
	}
}

// TestDeadlineAfterCutShort: an owner that stops calling Transmit before it returns 0 was once told to come back in 80 ms,
// although a segment could leave at once.
func TestDeadlineAfterCutShort(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	_, _ = c.Write(pattern(5*1168, 1))
	b := make([]byte, wire.MaxDatagram)
	for i := range 5 {
		if n := c.Transmit(w.now, b); n == 0 {
			w.fail("segment %d does not leave", i)
		}
		if d := c.Deadline(); d.IsZero() || d.After(w.now) {
			w.fail("after segment %d the deadline is %v", i, d)
		}
		c.Advance(w.now)
	}
	if n := c.Transmit(w.now, b); n != 0 || !c.Deadline().After(w.now) {
		w.fail("%d bytes, deadline %v", n, c.Deadline())
	}
	c.Reset()
	if n := c.Transmit(w.now, b); n == 0 || c.Deadline().IsZero() {
		w.fail("a reset of %d bytes, deadline %v", n, c.Deadline())
	}
	if n := c.Transmit(w.now, b); n != 0 || !c.Deadline().IsZero() {
		w.fail("%d bytes after the end, deadline %v", n, c.Deadline())
	}
}

// TestEventsAreNotRepeated: what was reported is not reported again for the same bytes or the same room.
func TestEventsAreNotRepeated(t *testing.T) {
	w := opened(t, clean, clean)
	w.ends[server].halt = true
	w.ends[client].write = []byte("left behind")
	c, s := w.ends[client].conn, w.ends[server].conn
	w.serve(client)
	w.pass(time.Second)
	for i, want := range []Events{EventReadable | EventWritable, 0, 0} {
		if got := s.TakeEvents(); got != want {
			w.fail("the reader, time %d: %b, want %b", i, got, want)
		}
	}
	for i, want := range []Events{EventWritable, 0, 0} {
		if got := c.TakeEvents(); got != want {
			w.fail("the writer, time %d: %b, want %b", i, got, want)
		}
	}
}
