package control_test

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
	"pgregory.net/rapid"
)

func ms(n float64) time.Time {
	return controltest.Epoch.Add(time.Duration(n * float64(time.Millisecond)))
}

// pipe sends datagrams of 1000 bytes at the moments sent and acknowledges them, each on
// its own, at the moments acked (in milliseconds); it returns the last sample.
func pipe(sent, acked []float64) control.RateSample {
	var e control.Estimator
	states := make([]control.PacketState, len(sent))
	inFlight, next := 0, 0
	var sample control.RateSample
	for i, at := range acked {
		for next < len(sent) && sent[next] <= at {
			states[next] = e.OnSend(ms(sent[next]), uint64(next), 1000, inFlight)
			inFlight += 1000
			next++
		}
		inFlight -= 1000
		e.OnAck(ms(at), &states[i])
		sample = e.Sample(0)
	}
	return sample
}

func TestRateSample(t *testing.T) {
	cases := []struct {
		name        string
		sent, acked []float64
		want        float64 // bytes per millisecond
	}{
		{"one datagram: its size over the round trip", []float64{0}, []float64{10}, 100},
		{"even flow", []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
			[]float64{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}, 1000},
		{"ACKs of one flight together", []float64{0, 2, 4, 6, 8},
			[]float64{18, 18, 18, 18, 18}, 5000.0 / 18},
		{"late ACKs, then timely ones: no faster than it was sent",
			[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
			[]float64{14.9, 14.9, 14.9, 14.9, 14.9, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25}, 1000},
		{"sent at once, delivered slowly", []float64{0, 0, 0, 0, 0},
			[]float64{10, 12, 14, 16, 18}, 5000.0 / 18},
		{"silence before does not count", []float64{0, 1000}, []float64{10, 1010}, 100},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			controltest.Near(t, "rate", pipe(c.sent, c.acked).Rate, c.want*1000, 0.001)
		})
	}
}

func TestRateOfAnInstantIsNotTrusted(t *testing.T) {
	var e control.Estimator
	p := e.OnSend(ms(0), 0, 1000, 0)
	e.OnAck(ms(3), &p)
	if s := e.Sample(5 * time.Millisecond); s.Rate != 0 || s.Delivered != 1000 {
		t.Errorf("sample %+v over less than the smallest round trip", s)
	}
}

func TestRateTakesTheNewestOfAnAck(t *testing.T) {
	var e control.Estimator
	a := e.OnSend(ms(0), 0, 1000, 0)
	b := e.OnSend(ms(0), 1, 1000, 1000)
	c := e.OnSend(ms(4), 2, 1000, 2000)
	e.OnAck(ms(10), &b)
	e.OnAck(ms(10), &c)
	e.OnAck(ms(10), &a)
	e.OnAck(ms(10), &c) // a second time
	s := e.Sample(0)
	if s.TxInFlight != 3000 || s.TotalDelivered != 3000 || s.Delivered != 3000 {
		t.Errorf("sample %+v", s)
	}
	if got := e.Sample(0); got.Rate != 0 || got.Delivered != 0 {
		t.Errorf("sample %+v with nothing acknowledged", got)
	}
}

func TestRateCountsLossesSinceDeparture(t *testing.T) {
	var e control.Estimator
	a := e.OnSend(ms(0), 0, 1000, 0)
	e.OnLoss(&a)
	b := e.OnSend(ms(1), 1, 1000, 0)
	c := e.OnSend(ms(2), 2, 1000, 1000)
	d := e.OnSend(ms(3), 3, 1000, 2000)
	e.OnLoss(&c)
	l := e.Loss(&c, 2000, 3000)
	want := control.Loss{Number: 2, Bytes: 1000, InFlight: 2000, FlightSize: 3000, SentAt: ms(2), TxInFlight: 2000, Lost: 1000}
	if l != want {
		t.Errorf("loss %+v, want %+v", l, want)
	}
	e.OnAck(ms(13), &b)
	e.OnAck(ms(13), &d)
	if s := e.Sample(0); s.Lost != 1000 || e.Lost() != 2000 {
		t.Errorf("%d lost since departure, %d in all", s.Lost, e.Lost())
	}
}

// The bubble: what leaves after the application ran dry is marked until so much is
// delivered that the gap has left the pipe.
func TestRateMarksTheBubble(t *testing.T) {
	var e control.Estimator
	a := e.OnSend(ms(0), 0, 1000, 0)
	e.OnAppLimited(1000)
	b := e.OnSend(ms(5), 1, 1000, 1000)
	e.OnAck(ms(10), &a)
	if e.Sample(0).AppLimited {
		t.Error("the datagram before the gap is marked")
	}
	c := e.OnSend(ms(10), 2, 1000, 1000)
	e.OnAck(ms(15), &b)
	if !e.Sample(0).AppLimited {
		t.Error("the datagram behind the gap is not marked")
	}
	if e.AppLimited() {
		t.Error("still limited although the gap has left the pipe")
	}
	d := e.OnSend(ms(15), 3, 1000, 1000)
	e.OnAck(ms(20), &c)
	e.OnAck(ms(25), &d)
	if e.Sample(0).AppLimited {
		t.Error("marked although the gap has left the pipe")
	}
}

// However the sender times its datagrams, over a link of one rate no sample is faster
// than the link.
func TestRateNeverExceedsTheLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const link = 1e6 // bytes per second: 1 ms for each datagram
		gaps := rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 60).Draw(t, "gaps in µs")
		rtt := time.Duration(rapid.IntRange(1, 30).Draw(t, "rtt in ms")) * time.Millisecond
		var e control.Estimator
		var states []control.PacketState
		var due []time.Time
		now, free, acked := controltest.Epoch, controltest.Epoch, 0
		deliver := func(until time.Time) {
			for acked < len(due) && !due[acked].After(until) {
				e.OnAck(due[acked], &states[acked])
				acked++
				if s := e.Sample(0); s.Rate > link*1.000001 {
					t.Fatalf("sample of %.0f bytes per second over a link of %.0f", s.Rate, link)
				}
			}
		}
		for i, gap := range gaps {
			now = now.Add(time.Duration(gap) * time.Microsecond)
			deliver(now)
			states = append(states, e.OnSend(now, uint64(i), 1000, (len(states)-acked)*1000))
			if free.Before(now) {
				free = now
			}
			free = free.Add(time.Millisecond)
			due = append(due, free.Add(rtt))
		}
		deliver(now.Add(time.Hour))
	})
}
