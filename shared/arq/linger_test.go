package arq

import (
	"errors"
	"testing"
	"time"

	"obrolan/shared/impair"
)

// TestCloseWithLinger: what was written before Close arrives, and so does the end of the stream. What the peer still sends
// is taken and dropped, however much it is, so that it can close in order too.
func TestCloseWithLinger(t *testing.T) {
	lossy := clean
	lossy.Loss = 0.1
	for seed := range uint64(5) {
		w := newWorld(t, seed, lossy, lossy, config(), peerConfig())
		c := w.ends[client].conn
		w.run(time.Minute, func() bool { return c.State() == Established })
		sent := pattern(100_000, 1)
		_, _ = c.Write(sent)
		w.ends[client].halt = true
		w.ends[server].write, w.ends[server].close = pattern(700_000, 2), true
		w.pass(300 * time.Millisecond)
		c.Close(w.now, time.Minute)
		if n, err := c.Read(make([]byte, 100)); n != 0 || err != ErrClosed {
			w.fail("Read after Close: %d, %v", n, err)
		}
		if n, err := c.Write(sent); n != 0 || err != ErrClosed || c.Writable() != 0 {
			w.fail("Write after Close: %d, %v", n, err)
		}
		c.TakeEvents()
		if !w.run(30*time.Second, func() bool { return c.State() == TimeWait }) {
			w.fail("%v, %v", c.State(), w.ends[server].conn.State())
		}
		if string(w.ends[server].got) != string(sent) || !w.ends[server].eof {
			w.fail("%d bytes arrived of %d", len(w.ends[server].got), len(sent))
		}
		if e := c.TakeEvents(); e != EventClosed || c.recv.store.held != 0 || c.Done() {
			w.fail("events %05b, %d chunks held, done %v", e, c.recv.store.held, c.Done())
		}
		checkAtRest(w, c)
		w.pass(2 * time.Minute)
		if !c.Done() || c.Err() != nil || !w.ends[server].conn.Done() || w.ends[server].conn.Err() != nil {
			w.fail("%v %v, %v %v", c.State(), c.Err(), w.ends[server].conn.State(), w.ends[server].conn.Err())
		}
	}
}

// TestLingerBoundsFinWait2: a peer whose application never closes ends the lingering with a RST, and that is no failure.
func TestLingerBoundsFinWait2(t *testing.T) {
	w := opened(t, clean, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	w.ends[client].app = func(*world, *end) {}
	_, _ = c.Write([]byte("farewell"))
	c.Close(w.now, 10*time.Second)
	start := w.now
	w.pass(5 * time.Second)
	if c.State() != FinWait2 {
		w.fail("%v", c.State())
	}
	if !w.run(time.Minute, c.Done) {
		w.fail("%v", c.State())
	}
	if took := w.now.Sub(start); took != 10*time.Second || c.Err() != nil || c.TakeEvents() != EventClosed {
		w.fail("after %v: %v", took, c.Err())
	}
	w.pass(time.Second)
	if s.State() != Closed || !errors.Is(s.Err(), ErrReset) || string(w.ends[server].got) != "farewell" {
		w.fail("the peer is %v, %v", s.State(), s.Err())
	}
}

// TestLingerGivesUp: a peer that is gone holds Close up for as long as it lingers.
func TestLingerGivesUp(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true)
	c := w.ends[client].conn
	_, _ = c.Write([]byte("farewell"))
	start := w.now
	c.Close(w.now, 3*time.Second)
	c.Close(w.now, time.Minute) // the first limit stays
	w.run(time.Minute, c.Done)
	if took := w.now.Sub(start); took != 3*time.Second || c.Err() != ErrLinger || c.TakeEvents()&EventFailed == 0 {
		w.fail("after %v: %v, %v", took, c.State(), c.Err())
	}
}

// TestDoneCoversEveryEnd lets connections end in every way there is. Each can be forgotten at some time, has no deadline then,
// and leaves nothing in the budget.
func TestDoneCoversEveryEnd(t *testing.T) {
	refusal := errors.New("refused")
	for name, end := range map[string]func(w *world, c, s *Conn){
		"closed on both sides": func(_ *world, c, s *Conn) { c.CloseWrite(); s.CloseWrite() },
		"closed one by one":    func(w *world, c, s *Conn) { c.CloseWrite(); w.pass(time.Second); s.CloseWrite() },
		"reset":                func(_ *world, c, _ *Conn) { c.Reset() },
		"lingering":            func(w *world, c, _ *Conn) { c.Close(w.now, time.Second) },
		"no lingering":         func(w *world, c, _ *Conn) { c.Close(w.now, 0) },
		"dead path":            func(w *world, _, _ *Conn) { w.paths[client].SetDown(true); w.paths[server].SetDown(true) },
		"released":             func(_ *world, c, s *Conn) { c.Release(); s.Release() },
		"handshake's error":    func(_ *world, c, s *Conn) { c.fail(refusal); s.fail(refusal) },
	} {
		for _, halt := range []bool{false, true} {
			for _, opened := range []bool{true, false} {
				budget := NewBudget(1 << 20)
				c, s := config(), peerConfig()
				c.Budget, s.Budget = budget, budget
				w := newWorld(t, 0, clean, impair.Config{Delay: 15 * time.Millisecond}, c, s)
				w.note("%s, opened %v, nobody reads: %v", name, opened, halt)
				w.pass(12 * time.Millisecond) // the SYN has arrived
				if opened {
					w.pass(time.Second)
				}
				for _, e := range w.ends {
					e.halt = halt
					_, _ = e.conn.Write(pattern(5000, 1))
				}
				w.serve(client)
				w.serve(server)
				w.pass(15 * time.Millisecond) // some of it is under way
				end(w, w.ends[client].conn, w.ends[server].conn)
				both := func() bool { return w.ends[client].conn.Done() && w.ends[server].conn.Done() }
				if !w.run(20*time.Minute, both) {
					w.fail("%s, opened %v: %v and %v", name, opened, w.ends[client].conn.State(), w.ends[server].conn.State())
				}
				for i, e := range w.ends {
					if d := e.conn.Deadline(); !d.IsZero() {
						w.fail("%s: end %d is done and waits for %v", name, i, d)
					}
					e.conn.Release()
				}
				if held := budget.Held(); held != 0 {
					w.fail("%s: the budget still counts %d bytes", name, held)
				}
			}
		}
	}
}

// TestCloseOpensTheWindow: a peer that waits behind a closed window learns at once that Close has made room.
func TestCloseOpensTheWindow(t *testing.T) {
	w := stalled(t, clean)
	w.ends[server].conn.CloseWrite() // so that no FIN tells the window
	w.pass(time.Minute)              // window probes are rare by now
	start := w.now
	w.ends[server].conn.Close(w.now, time.Minute)
	if !w.run(time.Second, func() bool { return w.ends[client].conn.Unacknowledged() == 0 }) {
		w.fail("%d bytes still wait", w.ends[client].conn.Unacknowledged())
	}
	if took := w.now.Sub(start); took > 300*time.Millisecond {
		w.fail("took %v", took)
	}
}

// TestDoneAfterTheReset: a connection that still owes the peer a RST is not done.
func TestDoneAfterTheReset(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	c.Reset()
	if c.Done() {
		w.fail("done before the RST has left")
	}
	w.serve(client)
	if !c.Done() {
		w.fail("not done after it")
	}
}

// TestCloseInTimeWait: a Close after the orderly end once ended TIME-WAIT with a RST and ErrLinger.
func TestCloseInTimeWait(t *testing.T) {
	w := opened(t, clean, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	c.CloseWrite()
	w.serve(client)
	w.pass(100 * time.Millisecond)
	s.CloseWrite()
	w.serve(server)
	w.pass(100 * time.Millisecond)
	if c.State() != TimeWait {
		w.fail("%v", c.State())
	}
	c.Close(w.now, 5*time.Second)
	sent := c.Stats().Sent
	w.pass(30 * time.Second)
	if c.State() != TimeWait || c.Stats().Sent != sent {
		w.fail("%v, %d datagrams after the end", c.State(), c.Stats().Sent-sent)
	}
	w.pass(time.Minute)
	if !c.Done() || c.Err() != nil {
		w.fail("%v, %v", c.State(), c.Err())
	}
}

// TestCloseBeforeTheSYNIsIgnored: a handshake that ignores the SYN of a connection that was closed meanwhile ends it. It once
// listened again, without a deadline, and never became done.
func TestCloseBeforeTheSYNIsIgnored(t *testing.T) {
	w, scripts := slowWorld(t, clean, clean, [2]int{server: 1})
	w.run(time.Minute, func() bool { return scripts[server].asked == 1 })
	s := w.ends[server].conn
	s.Close(w.now, time.Minute)
	s.Answer(w.now, Answer{}, ErrIgnored)
	if !s.Done() {
		w.fail("the server is %v, deadline %v", s.State(), s.Deadline())
	}
}
