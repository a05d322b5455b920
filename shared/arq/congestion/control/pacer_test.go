package control_test

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
	"pgregory.net/rapid"
)

func TestPacerKeepsTheRate(t *testing.T) {
	var p control.Pacer
	const rate = 12.5e6
	now := controltest.Epoch
	for range 10_000 {
		now = p.Next(now, rate, controltest.MSS)
		p.OnSend(now, controltest.MSS, rate, controltest.MSS)
	}
	controltest.Near(t, "rate", 10_000*controltest.MSS/now.Sub(controltest.Epoch).Seconds(), rate, 0.01)
}

func TestPacerWithoutARate(t *testing.T) {
	var p control.Pacer
	for range 100 {
		if at := p.Next(controltest.Epoch, 0, controltest.MSS); !at.Equal(controltest.Epoch) {
			t.Fatalf("waits %v without a rate", at.Sub(controltest.Epoch))
		}
		p.OnSend(controltest.Epoch, controltest.MSS, 0, controltest.MSS)
	}
}

func TestPacerDoesNotSaveSilence(t *testing.T) {
	var p control.Pacer
	const rate = 1.2e6
	p.OnSend(controltest.Epoch, controltest.MSS, rate, controltest.MSS)
	now := controltest.Epoch.Add(time.Hour)
	burst := 0
	for p.Next(now, rate, controltest.MSS).Equal(now) {
		p.OnSend(now, controltest.MSS, rate, controltest.MSS)
		burst += controltest.MSS
	}
	if want := control.Quantum(rate, controltest.MSS); burst != want {
		t.Errorf("burst of %d bytes after an hour, want %d", burst, want)
	}
}

func TestQuantum(t *testing.T) {
	for _, c := range []struct {
		rate float64
		want int
	}{{0, 2400}, {1e6, 2400}, {12.5e6, 12500}, {1e9, 65536}} {
		if got := control.Quantum(c.rate, controltest.MSS); got != c.want {
			t.Errorf("quantum of %d bytes at %.0f bytes per second, want %d", got, c.rate, c.want)
		}
	}
}

// However late the sender's timer fires, by any moment no more has left than rate and one
// quantum allow; and it never waits longer than one datagram takes.
func TestPacerIsATokenBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(1e4, 1e9).Draw(t, "rate")
		late := rapid.SliceOfN(rapid.IntRange(0, 20_000), 1, 200).Draw(t, "late by µs")
		var p control.Pacer
		now, sent := controltest.Epoch, 0
		for _, l := range late {
			at := p.Next(now, rate, controltest.MSS)
			if wait := at.Sub(now).Seconds(); wait > controltest.MSS/rate+1e-6 {
				t.Fatalf("waits %v s for a datagram that takes %v s", wait, controltest.MSS/rate)
			}
			now = at.Add(time.Duration(l) * time.Microsecond)
			p.OnSend(now, controltest.MSS, rate, controltest.MSS)
			sent += controltest.MSS
			allowed := rate*now.Sub(controltest.Epoch).Seconds() + float64(control.Quantum(rate, controltest.MSS))
			if float64(sent) > allowed+1 {
				t.Fatalf("%d bytes have left, %.0f allowed", sent, allowed)
			}
		}
	})
}

// TestPacerLetsGoWhenItSaid: at the moment that Next names a datagram may leave. A driver that slept until then would else be
// told of another one, which may be the same.
func TestPacerLetsGoWhenItSaid(t *testing.T) {
	for rate := 1000.0; rate < 1e9; rate *= 1.37 {
		var p control.Pacer
		now := controltest.Epoch
		for range 50 {
			at := p.Next(now, rate, controltest.MSS)
			if again := p.Next(at, rate, controltest.MSS); !again.Equal(at) {
				t.Fatalf("at %.0f bytes a second: %v later than it said", rate, again.Sub(at))
			}
			p.OnSend(at, controltest.MSS, rate, controltest.MSS)
			now = at
		}
	}
}
