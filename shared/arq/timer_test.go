package arq

import (
	"fmt"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// departures records when an end sends data.
func departures(w *world, from int) *[]time.Duration {
	var times []time.Duration
	start := w.now
	w.onSend = func(who int, datagram []byte) {
		if who == from && carriesData(datagram) {
			times = append(times, w.now.Sub(start).Round(time.Millisecond))
		}
	}
	return &times
}

// TestBackOff: without an answer, the timer doubles each time, and in the end it gives up (RFC 6298
// section 5.5, RFC 9293 section 3.8.3).
func TestBackOff(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true)
	times := departures(w, client)
	w.ends[client].write = []byte("hello?")
	if !w.run(10*time.Minute, func() bool { return w.ends[client].conn.State() == Closed }) {
		w.fail("never gave up")
	}
	// At 0 for the first time; the probe after 2·SRTT; then the floor of 200 ms, doubled.
	want := "[0s 40ms 240ms 640ms 1.44s 3.04s 6.24s 12.64s 25.44s 51.04s]"
	if got := fmt.Sprint(*times); got != want {
		w.fail("sent at %v\nwant    %v", got, want)
	}
	if err := w.ends[client].conn.Err(); err != ErrTimeout {
		w.fail("%v", err)
	}
}

func TestRTOEstimator(t *testing.T) {
	var r roundTrip
	if got := r.timeout(); got != time.Second {
		t.Errorf("before the first sample: %v", got)
	}
	r.sample(100 * time.Millisecond) // RTTVAR = R/2
	if got := r.timeout(); got != 300*time.Millisecond {
		t.Errorf("after 100 ms: %v", got)
	}
	r.sample(200 * time.Millisecond) // RTTVAR = 3/4·50 + 1/4·100, SRTT = 7/8·100 + 1/8·200
	if r.rttvar != 62500*time.Microsecond || r.srtt != 112500*time.Microsecond {
		t.Errorf("RTTVAR %v, SRTT %v", r.rttvar, r.srtt)
	}
	for range 200 {
		r.sample(time.Millisecond)
	}
	if got := r.timeout(); got != 200*time.Millisecond {
		t.Errorf("floor: %v", got)
	}
	r.backOff = 3
	if got := r.timeout(); got != 1600*time.Millisecond {
		t.Errorf("doubled three times: %v", got)
	}
	r.backOff = 40
	if got := r.timeout(); got != time.Minute {
		t.Errorf("ceiling: %v", got)
	}
	if r.min != time.Millisecond {
		t.Errorf("smallest %v", r.min)
	}
}

// TestRACKFindsHole: a hole in a full flight is found as soon as later segments arrive, and costs one
// retransmission.
func TestRACKFindsHole(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{{Match: carriesData, Occurs: impair.Nth(4), Action: impair.Drop()}}
	w.paths[client].Reconfigure(up)
	start := w.now
	w.ends[client].write, w.ends[client].close = pattern(9*1168, 1), true
	if !w.run(time.Second, func() bool { return w.ends[server].eof }) {
		w.fail("not over")
	}
	s := w.ends[client].conn.Stats()
	if s.Retransmitted != 1 || s.Losses != 1 || s.Timeouts+s.LossProbes+s.Spurious > 0 {
		w.fail("%+v", s)
	}
	if took := w.now.Sub(start); took > 45*time.Millisecond {
		w.fail("took %v: one round trip more than without loss", took)
	}
}

// TestProbeTakesTheTimeoutsPlace: on a steady path of 300 ms the RTO is hardly more than a round trip, and the probe's two
// round trips always came too late (RFC 8985 section 7.2: it leaves at the earlier of both). A lost tail then costs no time-out.
func TestProbeTakesTheTimeoutsPlace(t *testing.T) {
	for _, rtt := range []time.Duration{250 * time.Millisecond, 300 * time.Millisecond, 2 * time.Second} {
		path := impair.Config{Delay: rtt / 2}
		w := newWorld(t, 0, path, path, config(), peerConfig())
		w.pass(10 * time.Second)
		c := w.ends[client].conn
		for range 60 {
			_, _ = c.Write([]byte("ping"))
			w.serve(client)
			w.pass(rtt * 4 / 3)
		}
		rto := c.rtt.timeout()
		path.Rules = []impair.Rule{nthData(1, impair.Drop())}
		w.paths[client].Reconfigure(path)
		times := departures(w, client)
		_, _ = c.Write([]byte("lost"))
		w.serve(client)
		w.pass(5 * rtt)
		if rto >= 2*rtt || len(*times) != 2 || (*times)[1] != rto.Round(time.Millisecond) {
			w.fail("round trip %v, RTO %v: sent at %v", rtt, rto, *times)
		}
		// The loss of a lone segment leaves two datagrams of window (RFC 5681 section 3.1), a time-out one.
		if s := c.Stats(); s.Timeouts > 0 || s.LossProbes != 1 || s.Losses != 1 || c.control.Window() < 2*wire.MaxDatagram {
			w.fail("round trip %v: %+v, window %d", rtt, s, c.control.Window())
		}
	}
}

// TestReorderingIsNotLoss: datagrams that come late by less than a quarter round trip are not sent
// again once the path is known to reorder (RFC 8985 section 6.2, step 4).
func TestReorderingIsNotLoss(t *testing.T) {
	up := impair.Config{Delay: 20 * time.Millisecond, Reorder: 0.1, ReorderBy: 4 * time.Millisecond}
	w := newWorld(t, 5, up, impair.Config{Delay: 20 * time.Millisecond}, config(), peerConfig())
	w.exchange(1_000_000, 0, time.Minute)
	s := w.ends[client].conn.Stats()
	if s.Retransmitted > 8 {
		w.fail("%d of %d segments were sent again for nothing: %+v", s.Retransmitted, s.Sent, s)
	}
	if s.Spurious != s.Losses {
		w.fail("%d declared lost, all of them wrongly, and only %d noticed", s.Losses, s.Spurious)
	}
}

// TestReorderingIsRemembered: once a datagram came late, three later ones are no longer taken for proof of a loss
// (RFC 8985 section 6.2, steps 3 and 4).
func TestReorderingIsRemembered(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{
		nthData(1, impair.Hold(2*time.Millisecond)), // of 3: not enough behind it
		nthData(4, impair.Hold(3*time.Millisecond)), // of 8
	}
	w.paths[client].Reconfigure(up)
	for _, segments := range []int{3, 8} {
		_, _ = w.ends[client].conn.Write(pattern(segments*1168, 1))
		w.serve(client)
		w.pass(time.Second)
		if s := w.ends[client].conn.Stats(); s.Losses > 0 {
			w.fail("after %d segments: %+v", segments, s)
		}
	}
	if late := w.paths[client].Stats().Reordered; late != 2 {
		w.fail("the case did not happen: %d late", late)
	}
}

// TestReorderingWindowWidens: datagrams later than the first window allows cost some needless
// retransmissions, which widen it (RFC 8985 section 6.2, step 4).
func TestReorderingWindowWidens(t *testing.T) {
	up := impair.Config{Delay: 20 * time.Millisecond, Reorder: 0.05, ReorderBy: 22 * time.Millisecond}
	w := newWorld(t, 5, up, impair.Config{Delay: 20 * time.Millisecond}, config(), peerConfig())
	w.quiet = true
	w.exchange(3_000_000, 0, time.Minute)
	s, late := w.ends[client].conn.Stats(), int64(w.paths[client].Stats().Reordered)
	if w.ends[client].conn.rack.widening == 0 || s.Retransmitted > late/2 {
		w.fail("%d of %d late datagrams were sent again, widening %d", s.Retransmitted, late,
			w.ends[client].conn.rack.widening)
	}
}

// TestSpuriousTimeoutIsUndone: the path stalls for longer than the retransmission timer, and loses
// nothing. The first ACK shows it; window and timer must be as before, and nothing more is sent again.
func TestSpuriousTimeoutIsUndone(t *testing.T) {
	for _, name := range []string{"newreno", "cubic", "bbr"} {
		stall(t, name)
	}
}

func stall(t *testing.T, control string) {
	c := config()
	c.Congestion = control
	w := newWorld(t, 0, clean, clean, c, peerConfig())
	w.ends[client].app = endless(make([]byte, 16<<10))
	w.pass(300 * time.Millisecond)
	conn := w.ends[client].conn
	window, rto := conn.control.Window(), conn.rtt.timeout()
	hold := clean
	hold.Rules = []impair.Rule{{Action: impair.Hold(400 * time.Millisecond)}}
	w.paths[client].Reconfigure(hold)
	w.pass(50 * time.Millisecond)
	flight := conn.flight.flying
	w.run(time.Second, func() bool { return conn.stats.Timeouts > 0 })
	if conn.stats.Timeouts == 0 || conn.rtt.timeout() <= rto {
		w.fail("%s: the timer did not fire and back off", control)
	}
	w.paths[client].Reconfigure(clean)
	if !w.run(time.Second, func() bool { return conn.stats.Undone > 0 }) {
		w.fail("%s: not undone: %+v", control, conn.Stats())
	}
	if conn.control.Window() < window || conn.rtt.backOff != 0 {
		w.fail("%s: window %d, was %d; back-off %d", control, conn.control.Window(), window, conn.rtt.backOff)
	}
	if err := invariants(conn); err != nil {
		w.fail("%s: %v", control, err)
	}
	w.pass(100 * time.Millisecond)
	if n := int(conn.stats.Retransmitted); n > 4 || flight < 8 {
		w.fail("%s: %d segments of a flight of %d were sent again", control, n, flight)
	}
}

// TestLostRetransmission: a retransmission that is lost too is found by what was sent after it,
// without the timer.
func TestLostRetransmission(t *testing.T) {
	third := sequence(1001 + 3*1168)
	isThird := func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && sequence(s.Sequence) == third
	}
	up := clean
	up.Rules = []impair.Rule{{Match: isThird, Occurs: impair.First(2), Action: impair.Drop()}}
	w := newWorld(t, 0, up, clean, config(), peerConfig())
	w.exchange(300_000, 0, time.Minute)
	s := w.ends[client].conn.Stats()
	if s.Timeouts > 0 || s.Retransmitted != 2 || s.Losses != 2 {
		w.fail("%+v", s)
	}
}

// TestSelectiveNewsRestartsTheTimer: an acknowledgement of something new restarts the retransmission timer, be it selective or not
// (RFC 6298 section 5.3).
func TestSelectiveNewsRestartsTheTimer(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true)
	c := w.ends[client].conn
	_, _ = c.Write(pattern(3*1168, 1))
	w.serve(client)
	w.pass(30 * time.Millisecond)
	before := c.rtt.deadline
	s := wire.Segment{
		Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18,
		Echo: uint32(c.board.segments.at(c.board.segments.first + 1).packet), BlockCount: 1,
	}
	s.Blocks[0] = wire.Block{Start: uint32(c.una.plus(1168)), End: uint32(c.una.plus(2 * 1168))}
	w.inject(client, s)
	if want := w.now.Add(c.rtt.timeout()); c.rtt.deadline != want || !before.Before(want) {
		w.fail("the timer fires %v from now, was to be %v", c.rtt.deadline.Sub(w.now), want.Sub(w.now))
	}
}

// TestTimeoutSendsTheEarliestFirst: after a time-out the receiver waits for the earliest segment (RFC 6298 section 5.4).
func TestTimeoutSendsTheEarliestFirst(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.paths[client].SetDown(true)
	_, _ = c.Write(pattern(5*1168, 1))
	w.serve(client)
	w.run(time.Second, func() bool { return c.Stats().LossProbes > 0 })
	var sent []int
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == client {
			sent = append(sent, sequence(s.Sequence).minus(c.una)/1168)
		}
	}
	w.run(time.Second, func() bool { return c.Stats().Timeouts > 0 })
	if len(sent) != 1 || sent[0] != 0 {
		w.fail("segments %v were sent first", sent)
	}
}
