package arq

import (
	"testing"
	"time"
)

// TestADayOfSilence: a connection on which nobody says anything for a day stays open, costs one question
// and one answer every 20 s, and its day takes the test a small part of a second.
func TestADayOfSilence(t *testing.T) {
	w := opened(t, clean, clean)
	w.quiet = true
	started := time.Now()
	w.pass(24 * time.Hour)
	t.Logf("a day took %v and %d events", time.Since(started), w.events)
	if w.events > 30_000 {
		w.fail("%d events in a day", w.events)
	}
	asked := int64(0)
	for i, e := range w.ends {
		if e.conn.State() != Established {
			w.fail("end %d: %v, %v", i, e.conn.State(), e.conn.Err())
		}
		asked += e.conn.Stats().KeepAlives
	}
	// Both may ask at the same moment; either's question tells the other enough.
	if asked < 4000 || asked > 2*4330 {
		w.fail("%d questions in a day", asked)
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
