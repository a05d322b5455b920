package congestion

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPacerKeepsTheRate(t *testing.T) {
	var p Pacer
	const rate = 12.5e6
	now := simEpoch
	for range 10_000 {
		now = p.Next(now, rate, simMSS)
		p.OnSend(now, simMSS, rate, simMSS)
	}
	near(t, "rate", 10_000*simMSS/now.Sub(simEpoch).Seconds(), rate, 0.01)
}

func TestPacerWithoutARate(t *testing.T) {
	var p Pacer
	for range 100 {
		if at := p.Next(simEpoch, 0, simMSS); !at.Equal(simEpoch) {
			t.Fatalf("waits %v without a rate", at.Sub(simEpoch))
		}
		p.OnSend(simEpoch, simMSS, 0, simMSS)
	}
}

func TestPacerDoesNotSaveSilence(t *testing.T) {
	var p Pacer
	const rate = 1.2e6
	p.OnSend(simEpoch, simMSS, rate, simMSS)
	now := simEpoch.Add(time.Hour)
	burst := 0
	for p.Next(now, rate, simMSS).Equal(now) {
		p.OnSend(now, simMSS, rate, simMSS)
		burst += simMSS
	}
	if want := Quantum(rate, simMSS); burst != want {
		t.Errorf("burst of %d bytes after an hour, want %d", burst, want)
	}
}

func TestQuantum(t *testing.T) {
	for _, c := range []struct {
		rate float64
		want int
	}{{0, 2400}, {1e6, 2400}, {12.5e6, 12500}, {1e9, 65536}} {
		if got := Quantum(c.rate, simMSS); got != c.want {
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
		var p Pacer
		now, sent := simEpoch, 0
		for _, l := range late {
			at := p.Next(now, rate, simMSS)
			if wait := at.Sub(now).Seconds(); wait > simMSS/rate+1e-6 {
				t.Fatalf("waits %v s for a datagram that takes %v s", wait, simMSS/rate)
			}
			now = at.Add(time.Duration(l) * time.Microsecond)
			p.OnSend(now, simMSS, rate, simMSS)
			sent += simMSS
			allowed := rate*now.Sub(simEpoch).Seconds() + float64(Quantum(rate, simMSS))
			if float64(sent) > allowed+1 {
				t.Fatalf("%d bytes have left, %.0f allowed", sent, allowed)
			}
		}
	})
}
