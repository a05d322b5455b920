package arq

import (
	"testing"
	"time"
)

// TestADayOfSilence: a connection on which nobody says anything for a day stays open, costs one question
// of the client and one answer every 20 s, and its day takes the test a small part of a second.
func TestADayOfSilence(t *testing.T) {
	w := opened(t, clean, clean)
	w.quiet = true
	started := time.Now()
	w.pass(24 * time.Hour)
	t.Logf("a day took %v and %d events", time.Since(started), w.events)
	if w.events > 30_000 {
		w.fail("%d events in a day", w.events)
	}
	for i, e := range w.ends {
		if e.conn.State() != Established {
			w.fail("end %d: %v, %v", i, e.conn.State(), e.conn.Err())
		}
	}
	// A question every 20 s and a round trip.
	if asked := w.ends[client].conn.Stats().KeepAlives; asked < 4300 || asked > 4320 {
		w.fail("%d questions in a day", asked)
	}
	if asked := w.ends[server].conn.Stats().KeepAlives; asked > 0 {
		w.fail("the server asked %d times, which is the client's part", asked)
	}
	w.ends[client].write = []byte("good morning")
	w.serve(client)
	w.exchange2(t, "good morning")
}

// TestDeadPeer: silence is noticed after one interval and four more hurried questions.
func TestDeadPeer(t *testing.T) {
	w := opened(t, clean, clean)
	start := w.ends[client].conn.heard
	w.paths[server].SetDown(true)
	if !w.run(10*time.Minute, func() bool { return w.ends[client].conn.State() == Closed }) {
		w.fail("never noticed")
	}
	if took := w.now.Sub(start); took != 40*time.Second || w.ends[client].conn.Err() != ErrTimeout {
		w.fail("%v after %v", w.ends[client].conn.Err(), took)
	}
	if n := w.ends[client].conn.Stats().KeepAlives; n != 4 {
		w.fail("%d questions", n)
	}
}

// TestDeadClient: a server does not keep a client that is gone. It asks only when the client's own questions are overdue.
func TestDeadClient(t *testing.T) {
	w := opened(t, clean, clean)
	w.pass(30 * time.Second)
	s := w.ends[server].conn
	start := s.heard
	w.paths[client].SetDown(true)
	if !w.run(10*time.Minute, func() bool { return s.State() == Closed }) {
		w.fail("never noticed")
	}
	if took := w.now.Sub(start); took != 80*time.Second || s.Err() != ErrTimeout || s.Stats().KeepAlives != 4 {
		w.fail("%v after %v and %d questions", s.Err(), took, s.Stats().KeepAlives)
	}
}

// TestKeepAliveAnswersLost: three lost answers in a row do not end a connection.
func TestKeepAliveAnswersLost(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[server].SetDown(true)
	w.pass(33 * time.Second)
	w.paths[server].SetDown(false)
	w.pass(10 * time.Second)
	if c := w.ends[client].conn; c.State() != Established || c.Stats().KeepAlives < 3 {
		w.fail("%v, %+v", c.State(), c.Stats())
	}
}

func TestKeepAliveOff(t *testing.T) {
	c, s := config(), peerConfig()
	c.KeepAlive, s.KeepAlive = -1, -1
	w := newWorld(t, 0, clean, clean, c, s)
	w.pass(time.Second)
	for i, e := range w.ends {
		if d := e.conn.Deadline(); !d.IsZero() {
			w.fail("end %d waits for something: %v", i, d.Sub(w.now))
		}
	}
}
