package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
)

// sleep stops both ends, as when a laptop is closed on which both run: their methods are not called, and what
// arrives waits in the sockets. Afterwards each driver looks at its timers before it reads.
func (w *world) sleep(d time.Duration) {
	w.note("asleep for %v", d)
	w.now = w.now.Add(d)
	for i, e := range w.ends {
		e.conn.Advance(w.now)
		w.serve(i)
	}
}

// alive fails unless both ends are open and a message gets across.
func (w *world) alive(t *testing.T, what string) {
	t.Helper()
	for i, e := range w.ends {
		if e.conn.State() != Established {
			w.fail("%s: end %d is %v, %v", what, i, e.conn.State(), e.conn.Err())
		}
	}
	before := len(w.ends[server].got)
	w.ends[client].write = []byte("still here")
	if !w.run(10*time.Second, func() bool { return len(w.ends[server].got) == before+10 }) {
		w.fail("%s: no message gets across", what)
	}
}

// An idle connection of a process that was stopped counted the unanswered time as unanswered questions, and
// asked and gave up at one moment.
func TestStoppedWhileIdle(t *testing.T) {
	for _, stop := range []time.Duration{21 * time.Second, 45 * time.Second, 10 * time.Minute, 24 * time.Hour} {
		w := opened(t, clean, clean)
		w.sleep(stop)
		w.pass(5 * time.Minute)
		w.alive(t, stop.String())
	}
}

// The last question was asked, its answer lost, and the process stopped before it could ask again: it
// has to repeat the question, not to conclude from a silence that it did not listen to.
func TestStoppedBetweenQuestions(t *testing.T) {
	for asked := 1; asked <= 4; asked++ {
		w := opened(t, clean, clean)
		w.paths[server].SetDown(true)
		w.run(time.Minute, func() bool { return w.ends[client].conn.Stats().KeepAlives == int64(asked) })
		w.pass(time.Second)
		w.paths[server].SetDown(false)
		w.sleep(time.Minute)
		w.pass(5 * time.Minute)
		w.alive(t, "stopped between questions")
	}
}

// A stop with data in flight ended the connection without a single retransmission.
func TestStoppedWithDataInFlight(t *testing.T) {
	for _, loss := range []bool{false, true} {
		w := opened(t, clean, clean)
		w.paths[client].SetDown(loss)
		w.ends[client].write = []byte("hello")
		w.serve(client)
		w.paths[client].SetDown(false)
		w.sleep(101 * time.Second)
		w.exchange2(t, "hello")
		w.pass(time.Minute)
		w.alive(t, "data in flight")
	}
}

// The retransmissions of 50 s were lost, and the process stopped during the last wait before it would give up.
func TestStoppedDuringBackOff(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true)
	w.ends[client].write = []byte("hello")
	w.pass(55 * time.Second)
	w.paths[client].SetDown(false)
	w.sleep(10 * time.Minute)
	w.exchange2(t, "hello")
	w.alive(t, "during back-off")
}

// TestWaitsAreForgotten: an hour in which each message needs a minute to get across is no reason to give up: every wait was answered.
func TestWaitsAreForgotten(t *testing.T) {
	w := opened(t, clean, clean)
	for range 60 {
		w.paths[client].SetDown(true)
		w.ends[client].write = []byte("hello")
		w.serve(client)
		w.pass(40 * time.Second)
		w.paths[client].SetDown(false)
		w.pass(20 * time.Second)
	}
	w.alive(t, "after 60 slow messages")

	w = stalled(t, clean)
	w.ends[client].conn.config.KeepAlive = -1
	for range 60 { // the same behind a closed window
		w.paths[server].SetDown(true)
		w.pass(45 * time.Second)
		w.paths[server].SetDown(false)
		w.pass(2 * time.Minute)
	}
	if c := w.ends[client].conn; c.State() != FinWait1 {
		w.fail("%v, %v", c.State(), c.Err())
	}
}

// The same for a peer that has closed its window.
func TestStoppedBehindClosedWindow(t *testing.T) {
	w := stalled(t, clean)
	w.paths[server].SetDown(true)
	w.pass(30 * time.Second)
	w.paths[server].SetDown(false)
	w.sleep(10 * time.Minute)
	w.ends[server].halt = false
	w.serve(server)
	if !w.run(3*time.Minute, func() bool { return w.ends[server].eof }) {
		w.fail("%v, %v", w.ends[client].conn.State(), w.ends[client].conn.Err())
	}
}

// A stop during the opening ended it although a single SYN had been sent, or none of its answers read.
func TestStoppedDuringOpening(t *testing.T) {
	for _, after := range []time.Duration{0, 5, 15, 25} { // ms: SYN, SYN|ACK, third flight, its ACK under way
		for lost := range 5 {
			w := newWorld(t, 0, dropped(client, []place{{client, lost}}), dropped(server, []place{{server, lost}}), config(), peerConfig())
			w.pass(after * time.Millisecond)
			w.sleep(45 * time.Second)
			w.pass(20 * time.Second)
			w.alive(t, "opening")
		}
	}
}

// A peer that is gone is noticed after a stop too.
func TestStopDoesNotHideADeadPeer(t *testing.T) {
	for _, data := range []bool{false, true} {
		w := opened(t, clean, clean)
		w.paths[client].SetDown(true)
		w.paths[server].SetDown(true)
		if data {
			w.ends[client].write = []byte("hello?")
			w.serve(client)
		}
		for range 3 {
			w.pass(7 * time.Second)
			w.sleep(time.Hour)
		}
		w.pass(3 * time.Minute)
		for i, e := range w.ends {
			if e.conn.State() != Closed || e.conn.Err() != ErrTimeout {
				w.fail("data %v: end %d is %v, %v", data, i, e.conn.State(), e.conn.Err())
			}
		}
	}
}

// What left before a stop gives no round-trip sample: the answer waited in the socket.
func TestStopIsNoRoundTrip(t *testing.T) {
	for _, timerFirst := range []bool{true, false} {
		w := opened(t, clean, clean)
		w.ends[client].write = []byte("hello")
		w.serve(client)
		if timerFirst {
			w.sleep(time.Minute)
		} else {
			w.now = w.now.Add(time.Minute)
			for p, _, ok := w.wire.Pop(w.now); ok; p, _, ok = w.wire.Pop(w.now) {
				w.arrive(p)
			}
		}
		w.pass(time.Second)
		if srtt, _ := w.ends[client].conn.RTT(); srtt > 25*time.Millisecond {
			w.fail("timer first %v: SRTT of %v on a path of 20 ms", timerFirst, srtt)
		}
	}
}

// The opening took longer than the silence that calls for a question: the wait for the answer counts from the
// question, not from the beginning of the opening.
func TestSlowOpeningWithShortKeepAlive(t *testing.T) {
	c := config()
	c.KeepAlive = 3 * time.Second
	w := newWorld(t, 0, dropped(client, []place{{client, 1}, {client, 2}, {client, 3}}), clean, c, peerConfig())
	w.pass(10 * time.Second)
	w.alive(t, "slow opening")
	if n := w.ends[client].conn.Stats().KeepAlives; n > 1 {
		w.fail("%d questions in the first three seconds", n)
	}
}

// A peer that answers every window probe was declared dead when probes were farther apart than GiveUp. So was
// one of which a single answer was lost.
func TestAnsweredWindowProbesNeverGiveUp(t *testing.T) {
	for _, giveUp := range []time.Duration{time.Second, 5 * time.Second, 15 * time.Second, 0} {
		for _, keepAlive := range []time.Duration{0, -1} {
			c, s := config(), peerConfig()
			c.GiveUp, c.KeepAlive, s.KeepAlive = giveUp, keepAlive, keepAlive
			s.ReceiveBuffer = 20_000
			w := newWorld(t, 0, clean, clean, c, s)
			w.ends[server].halt = true
			w.ends[client].write = pattern(100_000, 1)
			w.pass(time.Hour)
			lossy := clean
			lossy.Rules = []impair.Rule{{Occurs: impair.First(2), Action: impair.Drop()}}
			w.paths[server].Reconfigure(lossy)
			w.pass(10 * time.Minute)
			if c := w.ends[client].conn; c.State() != Established || c.Stats().WindowProbes < 50 {
				w.fail("GiveUp %v, keep-alive %v: %v, %v", giveUp, keepAlive, c.State(), c.Err())
			}
		}
	}
}
