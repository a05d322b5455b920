package congestion

import (
	"testing"
	"time"

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

func TestIdlenessRestartsFromTheInitialWindow(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			for range 3 {
				d.Round()
			}
			wantWindow(t, d, 80)
			d.Now = d.Now.Add(100 * time.Millisecond) // not yet idle
			d.Send(1)
			wantWindow(t, d, 80)
			d.Now = d.Now.Add(d.RTT)
			d.Ack(1)
			d.Now = d.Now.Add(10 * time.Second)
			d.Send(1)
			wantWindow(t, d, 10)
			if d.Controller.Phase() != "slow start" {
				t.Errorf("phase %q", d.Controller.Phase())
			}
		})
	}
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
