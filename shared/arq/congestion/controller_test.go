package congestion

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNew(t *testing.T) {
	for _, name := range Names() {
		cc, err := New(name, simMSS)
		if err != nil {
			t.Fatal(err)
		}
		if cc.Name() != name || cc.Phase() == "" || cc.Window() != 10*simMSS {
			t.Errorf("%s: name %q, phase %q, window %d", name, cc.Name(), cc.Phase(), cc.Window())
		}
	}
	cc, err := New(CubicName, simMSS, WithInitialWindow(4*simMSS), WithHyStart(false))
	if err != nil || cc.Window() != 4*simMSS {
		t.Errorf("window %d, error %v", cc.Window(), err)
	}
}

func TestNewRefuses(t *testing.T) {
	cases := []struct {
		what    string
		name    string
		mss     int
		option  Option
		wrapped error
	}{
		{"name", "vegas", simMSS, WithSeed(1), ErrUnknown},
		{"no size", BBRName, 0, WithSeed(1), ErrParameter},
		{"size", BBRName, 65508, WithSeed(1), ErrParameter},
		{"small window", BBRName, simMSS, WithInitialWindow(simMSS - 1), ErrParameter},
		{"large window", BBRName, simMSS, WithInitialWindow(maxWindow + 1), ErrParameter},
		{"threshold 0", BBRLabName, simMSS, WithLossThreshold(0), ErrParameter},
		{"threshold 1", BBRLabName, simMSS, WithLossThreshold(1), ErrParameter},
		{"threshold NaN", CubicName, simMSS, WithLossThreshold(math.NaN()), ErrParameter},
	}
	for _, c := range cases {
		if _, err := New(c.name, c.mss, c.option); !errors.Is(err, c.wrapped) {
			t.Errorf("%s: error %v, want %v", c.what, err, c.wrapped)
		}
	}
}

func TestNewListsTheNamesItKnows(t *testing.T) {
	_, err := New("vegas", simMSS)
	const want = `unknown congestion control "vegas"; known are newreno, cubic, bbr, cubic-lab, bbr-lab`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Whatever happens to a connection, in whatever order, its window stays between one datagram
// and the maximum, and its rate is a number.
func TestControllersSurviveAnything(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				d := newDriver(t, name, time.Duration(rapid.IntRange(0, 300).Draw(rt, "rtt"))*time.Millisecond)
				for range rapid.IntRange(1, 100).Draw(rt, "steps") {
					step(rt, d)
					if w := d.cc.Window(); w < simMSS || w > maxWindow {
						rt.Fatalf("window of %d bytes", w)
					}
					if r := d.cc.PacingRate(); r < 0 || math.IsNaN(r) || math.IsInf(r, 0) {
						rt.Fatalf("pacing rate %v", r)
					}
				}
			})
		})
	}
}

// step does something to the connection, possible or not.
func step(rt *rapid.T, d *driver) {
	d.now = d.now.Add(time.Duration(rapid.IntRange(0, 500_000).Draw(rt, "µs")) * time.Microsecond)
	n := rapid.IntRange(0, d.left()).Draw(rt, "datagrams")
	switch rapid.IntRange(0, 6).Draw(rt, "what") {
	case 0:
		d.send(rapid.IntRange(1, 5).Draw(rt, "beyond the window"))
	case 1, 2:
		for i := 0; i < 100 && d.bytes+simMSS <= d.cc.Window(); i++ {
			d.send(1)
		}
	case 3:
		d.ack(n)
	case 4:
		d.lose(n)
	case 5:
		d.timeout()
	case 6:
		d.est.OnAppLimited(d.bytes)
		d.cc.OnSpurious(d.now)
	}
}

func TestNothingAllocates(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			var p Pacer
			rounds := 0
			got := testing.AllocsPerRun(500, func() {
				for range 8 {
					d.send(1)
					p.OnSend(p.Next(d.now, d.cc.PacingRate(), simMSS), simMSS, d.cc.PacingRate(), simMSS)
				}
				d.now = d.now.Add(d.rtt)
				if rounds++; rounds%10 == 0 {
					d.lose(1)
				}
				if rounds%50 == 0 {
					d.timeout()
					d.cc.OnSpurious(d.now)
				}
				d.ack(d.left())
			})
			if got != 0 {
				t.Errorf("%v allocations for eight datagrams", got)
			}
		})
	}
}
