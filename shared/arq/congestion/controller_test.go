package congestion

import (
	"errors"
	"math"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
	"pgregory.net/rapid"
)

func TestNew(t *testing.T) {
	for _, name := range Names() {
		cc, err := New(name, controltest.MSS)
		if err != nil {
			t.Fatal(err)
		}
		if cc.Name() != name || cc.Phase() == "" || cc.Window() != 10*controltest.MSS {
			t.Errorf("%s: name %q, phase %q, window %d", name, cc.Name(), cc.Phase(), cc.Window())
		}
	}
	cc, err := New(CubicName, controltest.MSS, WithInitialWindow(4*controltest.MSS))
	if err != nil || cc.Window() != 4*controltest.MSS {
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
		{"name", "vegas", controltest.MSS, WithSeed(1), ErrUnknown},
		{"no size", BBRName, 0, WithSeed(1), ErrParameter},
		{"size", BBRName, 65508, WithSeed(1), ErrParameter},
		{"small window", BBRName, controltest.MSS, WithInitialWindow(controltest.MSS - 1), ErrParameter},
		{"large window", BBRName, controltest.MSS, WithInitialWindow(control.MaxWindow + 1), ErrParameter},
	}
	for _, c := range cases {
		if _, err := New(c.name, c.mss, c.option); !errors.Is(err, c.wrapped) {
			t.Errorf("%s: error %v, want %v", c.what, err, c.wrapped)
		}
	}
}

func TestNewListsTheNamesItKnows(t *testing.T) {
	_, err := New("vegas", controltest.MSS)
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
					if w := d.Controller.Window(); w < controltest.MSS || w > control.MaxWindow {
						rt.Fatalf("window of %d bytes", w)
					}
					if r := d.Controller.PacingRate(); r < 0 || math.IsNaN(r) || math.IsInf(r, 0) {
						rt.Fatalf("pacing rate %v", r)
					}
				}
			})
		})
	}
}

// step does something to the connection, possible or not.
func step(rt *rapid.T, d *controltest.Driver) {
	d.Now = d.Now.Add(time.Duration(rapid.IntRange(0, 500_000).Draw(rt, "µs")) * time.Microsecond)
	n := rapid.IntRange(0, d.Left()).Draw(rt, "datagrams")
	switch rapid.IntRange(0, 6).Draw(rt, "what") {
	case 0:
		d.Send(rapid.IntRange(1, 5).Draw(rt, "beyond the window"))
	case 1, 2:
		for i := 0; i < 100 && d.Bytes+controltest.MSS <= d.Controller.Window(); i++ {
			d.Send(1)
		}
	case 3:
		d.Ack(n)
	case 4:
		d.Lose(n)
	case 5:
		d.Timeout()
	case 6:
		d.Estimator.OnAppLimited(d.Bytes)
		d.Controller.OnSpurious(d.Now)
	}
}

func TestNothingAllocates(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, name, testRTT)
			var p control.Pacer
			rounds := 0
			got := testing.AllocsPerRun(500, func() {
				for range 8 {
					d.Send(1)
					p.OnSend(p.Next(d.Now, d.Controller.PacingRate(), controltest.MSS), controltest.MSS, d.Controller.PacingRate(), controltest.MSS)
				}
				d.Now = d.Now.Add(d.RTT)
				if rounds++; rounds%10 == 0 {
					d.Lose(1)
				}
				if rounds%50 == 0 {
					d.Timeout()
					d.Controller.OnSpurious(d.Now)
				}
				d.Ack(d.Left())
			})
			if got != 0 {
				t.Errorf("%v allocations for eight datagrams", got)
			}
		})
	}
}
