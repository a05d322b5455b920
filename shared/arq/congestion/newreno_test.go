package congestion

import (
	"testing"
	"time"
)

const testRTT = 50 * time.Millisecond

func wantWindow(t *testing.T, d *driver, want float64) {
	t.Helper()
	if got := d.window(); got < want-0.01 || got > want+0.01 {
		t.Fatalf("window of %.2f datagrams, want %.2f", got, want)
	}
}

func TestNewRenoSlowStartDoublesEachRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	for want := 10.0; want <= 640; want *= 2 {
		wantWindow(t, d, want)
		d.round()
	}
}

func TestNewRenoAvoidanceAddsOneDatagramPerRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.recover() // 10 → 5
	wantWindow(t, d, 5)
	d.round()
	first := d.window()
	for i := 1; i <= 20; i++ {
		d.round()
		wantWindow(t, d, first+float64(i))
	}
}

func TestNewRenoHalvesOncePerRound(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.round()
	d.round()
	d.fill()
	d.now = d.now.Add(d.rtt)
	d.lose(1)
	wantWindow(t, d, 20)
	d.ack(10)
	d.lose(5) // left before the reduction
	wantWindow(t, d, 20)
	if d.cc.Phase() != "recovery" {
		t.Errorf("phase %q", d.cc.Phase())
	}
	d.ack(d.left()) // all left before it too: no growth
	wantWindow(t, d, 20)

	d.now = d.now.Add(time.Millisecond)
	d.fill()
	d.now = d.now.Add(d.rtt)
	d.lose(1) // left after it: the next episode
	wantWindow(t, d, 10)
}

func TestNewRenoNeverFallsBelowTwoDatagrams(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	for range 10 {
		d.recover()
	}
	wantWindow(t, d, 2)
}

func TestNewRenoTimeout(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.round()
	d.fill() // 20 in flight
	d.now = d.now.Add(time.Second)
	d.timeout()
	wantWindow(t, d, 1)
	d.fill()
	d.now = d.now.Add(2 * time.Second)
	d.timeout() // the second says nothing about the path
	wantWindow(t, d, 1)
	for _, want := range []float64{1, 2, 4, 8, 10, 11, 12} {
		d.now = d.now.Add(time.Millisecond)
		d.fill()
		wantWindow(t, d, want)
		d.now = d.now.Add(d.rtt)
		d.ack(d.left())
	}
}

func TestNewRenoUndo(t *testing.T) {
	cut := map[string]func(d *driver){
		"loss":     func(d *driver) { d.lose(1) },
		"time-out": func(d *driver) { d.timeout() },
	}
	for name, reduce := range cut {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, NewRenoName, testRTT)
			d.round()
			d.round()
			d.fill()
			d.now = d.now.Add(d.rtt)
			reduce(d)
			d.cc.OnSpurious(d.now)
			wantWindow(t, d, 40)
			if d.cc.Phase() != "slow start" {
				t.Errorf("phase %q", d.cc.Phase())
			}
			d.cc.OnSpurious(d.now)
			wantWindow(t, d, 40)
		})
	}
}

func TestNewRenoUndoIsForTheLastReductionOnly(t *testing.T) {
	d := newDriver(t, NewRenoName, testRTT)
	d.round() // 20
	d.recover()
	d.recover() // 5
	d.cc.OnSpurious(d.now)
	wantWindow(t, d, 10)
}

func TestWindowDoesNotGrowUnused(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			trickle := func() {
				for range 50 {
					d.send(2)
					d.now = d.now.Add(d.rtt)
					d.ack(2)
				}
			}
			trickle()
			wantWindow(t, d, 10) // slow start
			d.round()
			d.recover()
			before := d.window()
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
				d.round()
			}
			wantWindow(t, d, 80)
			d.now = d.now.Add(100 * time.Millisecond) // not yet idle
			d.send(1)
			wantWindow(t, d, 80)
			d.now = d.now.Add(d.rtt)
			d.ack(1)
			d.now = d.now.Add(10 * time.Second)
			d.send(1)
			wantWindow(t, d, 10)
			if d.cc.Phase() != "slow start" {
				t.Errorf("phase %q", d.cc.Phase())
			}
		})
	}
}

func TestWindowPacing(t *testing.T) {
	for _, name := range []string{NewRenoName, CubicName} {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			if d.cc.PacingRate() != 0 {
				t.Error("paces without a round-trip sample")
			}
			d.round()
			perRTT := func() float64 { return d.cc.PacingRate() * d.rtt.Seconds() / float64(d.cc.Window()) }
			if got := perRTT(); got < 1.99 || got > 2.01 {
				t.Errorf("slow start paces at %.2f windows a round trip", got)
			}
			d.recover()
			if got := perRTT(); got < 1.24 || got > 1.26 {
				t.Errorf("avoidance paces at %.2f windows a round trip", got)
			}
		})
	}
}
