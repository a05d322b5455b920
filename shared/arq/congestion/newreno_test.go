package congestion

import (
	"fmt"
	"math"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

const testRTT = 50 * time.Millisecond

func wantWindow(t *testing.T, d *controltest.Driver, want float64) {
	t.Helper()
	if got := d.Window(); got < want-0.01 || got > want+0.01 {
		t.Fatalf("window of %.2f datagrams, want %.2f", got, want)
	}
}

func TestNewRenoSlowStartDoublesEachRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	for want := 10.0; want <= 640; want *= 2 {
		wantWindow(t, d, want)
		d.Round()
	}
}

func TestNewRenoAvoidanceAddsOneDatagramPerRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.Recover() // 10 → 5
	wantWindow(t, d, 5)
	d.Round()
	first := d.Window()
	for i := 1; i <= 20; i++ {
		d.Round()
		wantWindow(t, d, first+float64(i))
	}
}

func TestNewRenoHalvesOncePerRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.Round()
	d.Round()
	d.Fill()
	d.Now = d.Now.Add(d.RTT)
	d.Lose(1)
	wantWindow(t, d, 20)
	d.Ack(10)
	d.Lose(5) // left before the reduction
	wantWindow(t, d, 20)
	if d.Controller.Phase() != "recovery" {
		t.Errorf("phase %q", d.Controller.Phase())
	}
	d.Ack(d.Left()) // all left before it too: no growth
	wantWindow(t, d, 20)

	d.Now = d.Now.Add(time.Millisecond)
	d.Fill()
	d.Now = d.Now.Add(d.RTT)
	d.Lose(1) // left after it: the next episode
	wantWindow(t, d, 10)
}

func TestNewRenoNeverFallsBelowTwoDatagrams(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	for range 10 {
		d.Recover()
	}
	wantWindow(t, d, 2)
}

func TestNewRenoTimeout(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.Round()
	d.Fill() // 20 in flight
	d.Now = d.Now.Add(time.Second)
	d.Timeout()
	wantWindow(t, d, 1)
	d.Fill()
	d.Now = d.Now.Add(2 * time.Second)
	d.Timeout() // the second says nothing about the path
	wantWindow(t, d, 1)
	for _, want := range []float64{1, 2, 4, 8, 10, 11, 12} {
		d.Now = d.Now.Add(time.Millisecond)
		d.Fill()
		wantWindow(t, d, want)
		d.Now = d.Now.Add(d.RTT)
		d.Ack(d.Left())
	}
}

func TestNewRenoUndo(t *testing.T) {
	cut := map[string]func(d *controltest.Driver){
		"loss":     func(d *controltest.Driver) { d.Lose(1) },
		"time-out": func(d *controltest.Driver) { d.Timeout() },
	}
	for name, reduce := range cut {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, NewRenoName, testRTT)
			d.Round()
			d.Round()
			d.Fill()
			d.Now = d.Now.Add(d.RTT)
			reduce(d)
			d.Controller.OnSpurious(d.Now)
			wantWindow(t, d, 40)
			if d.Controller.Phase() != "slow start" {
				t.Errorf("phase %q", d.Controller.Phase())
			}
			d.Controller.OnSpurious(d.Now)
			wantWindow(t, d, 40)
		})
	}
}

func TestNewRenoUndoIsForTheLastReductionOnly(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.Round() // 20
	d.Recover()
	d.Recover() // 5
	d.Controller.OnSpurious(d.Now)
	wantWindow(t, d, 10)
}

func TestWindowDoesNotGrowUnused(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			trickle := func() {
				for range 50 {
					d.Send(2)
					d.Now = d.Now.Add(d.RTT)
					d.Ack(2)
				}
			}
			trickle()
			wantWindow(t, d, 10) // slow start
			d.Round()
			d.Recover()
			before := d.Window()
			trickle()
			wantWindow(t, d, before) // congestion avoidance
		})
	}
}

// RFC 5681 section 4.1: after more than an RTO of silence the window is at most the initial one. The
// threshold stays.
func TestIdlenessRestartsFromTheInitialWindow(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		for _, row := range []struct {
			window, restarted float64
			phase             string
		}{
			{80, 10, "slow start"}, {10, 10, "congestion avoidance"}, {4, 4, "congestion avoidance"},
		} {
			t.Run(fmt.Sprintf("%s from %v", name, row.window), func(t *testing.T) {
				d := newDriver(t, name, testRTT)
				d.RTO = 300 * time.Millisecond
				d.Round()
				setWindow(d, row.window)
				d.Send(1)
				d.Now = d.Now.Add(d.RTO) // not more than an RTO
				d.Send(1)
				wantWindow(t, d, row.window)
				d.Now = d.Now.Add(d.RTO + 1)
				d.Send(1)
				wantWindow(t, d, row.restarted)
				if phase := d.Controller.Phase(); phase != row.phase {
					t.Errorf("phase %q, want %q", phase, row.phase)
				}
			})
		}
	}
}

// setWindow sets window and threshold, in datagrams.
func setWindow(d *controltest.Driver, window float64) {
	switch c := d.Controller.(type) {
	case *newReno:
		c.cwnd, c.ssthresh = int(window*controltest.MSS), int(window*controltest.MSS)
	case *cubic:
		c.cwnd, c.ssthresh = window, window
	}
}

// RFC 5681 section 3.1, equation 4, and RFC 9438 section 4.6: what counts is what was in flight, not the window.
func TestReductionIsOfTheFlight(t *testing.T) {
	for _, row := range []struct {
		window, outstanding float64 // datagrams
		reno, cubic         float64 // what the loss leaves
	}{
		{100, 100, 50, 70},
		{100, 40, 20, 28},
		{100, 7, 3.5, 4.9},
		{100, 4, 2, 2.8},
		{100, 3, 2, 2.1},
		{100, 1, 2, 2},
		{100, 125, 50, 70}, // 25 left as limited transmit, which does not count
	} {
		for name, want := range map[string]float64{NewRenoName: row.reno, CubicName: row.cubic} {
			loss := newDriver(t, name, testRTT)
			setWindow(loss, row.window)
			loss.Controller.OnLoss(loss.Now, control.Loss{
				FlightSize: int(row.outstanding * controltest.MSS), SentAt: loss.Now,
			})
			wantWindow(t, loss, want)

			timeout := newDriver(t, name, testRTT)
			setWindow(timeout, row.window)
			timeout.Controller.OnTimeout(timeout.Now, int(row.outstanding*controltest.MSS))
			wantWindow(t, timeout, 1)
			if threshold := thresholdOf(timeout); math.Abs(threshold-want) > 0.01 {
				t.Errorf("%s: threshold of %v datagrams after a time-out with %v of %v outstanding, want %v",
					name, threshold, row.outstanding, row.window, want)
			}
		}
	}
}

// thresholdOf is ssthresh in datagrams.
func thresholdOf(d *controltest.Driver) float64 {
	if c, ok := d.Controller.(*cubic); ok {
		return c.ssthresh
	}
	return float64(d.Controller.(*newReno).ssthresh) / controltest.MSS
}

// RFC 5681 section 3.1, equation 2: one SMSS for each ACK at most, however much it acknowledges.
func TestNewRenoSlowStartGrowsByOneDatagramPerACK(t *testing.T) {
	for _, row := range []struct{ acked, growth int }{{300, 300}, {1200, 1200}, {2400, 1200}, {12000, 1200}} {
		d := newDriver(t, NewRenoName, testRTT)
		d.Fill()
		before := d.Controller.Window()
		d.Controller.OnAck(d.Now, control.Ack{Bytes: row.acked, RTT: testRTT, SRTT: testRTT})
		if growth := d.Controller.Window() - before; growth != row.growth {
			t.Errorf("%d bytes acknowledged: %d more, want %d", row.acked, growth, row.growth)
		}
	}
}

// RFC 6582 section 3.2, step 3: the window stays until what was sent before the loss is acknowledged, and
// the full acknowledgement itself does not raise it.
func TestWindowStaysDuringRecovery(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		d := newDriver(t, name, testRTT)
		d.Round()
		d.Fill()
		d.Now = d.Now.Add(d.RTT)
		d.Lose(1)
		reduced := d.Window()
		ack := control.Ack{Bytes: 1200, RTT: testRTT, SRTT: testRTT, Recovering: true}
		for range 100 {
			d.Controller.OnAck(d.Now, ack)
		}
		wantWindow(t, d, reduced)
		ack.Recovering = false
		d.Controller.OnAck(d.Now, ack)
		wantWindow(t, d, reduced)
		if phase := d.Controller.Phase(); phase != "congestion avoidance" {
			t.Errorf("%s: phase %q", name, phase)
		}
	}
}

// RFC 5681 section 4.3: the loss of a retransmission is a second sign of congestion.
func TestLostRetransmissionReducesAgain(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.Round()
	d.Fill() // 20
	d.Now = d.Now.Add(d.RTT)
	d.Lose(1)
	d.Now = d.Now.Add(time.Millisecond)
	d.Send(1) // the retransmission
	d.Now = d.Now.Add(d.RTT)
	d.Ack(19)
	d.Controller.OnLoss(d.Now, control.Loss{
		FlightSize: 20 * controltest.MSS, SentAt: d.Now.Add(-d.RTT),
	})
	wantWindow(t, d, 5)
}

func TestWindowPacing(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			if d.Controller.PacingRate() != 0 {
				t.Error("paces without a round-trip sample")
			}
			d.Round()
			perRTT := func() float64 { return d.Controller.PacingRate() * d.RTT.Seconds() / float64(d.Controller.Window()) }
			if got := perRTT(); got < 1.99 || got > 2.01 {
				t.Errorf("slow start paces at %.2f windows a round trip", got)
			}
			d.Recover()
			if got := perRTT(); got < 1.24 || got > 1.26 {
				t.Errorf("avoidance paces at %.2f windows a round trip", got)
			}
		})
	}
}
