package congestion

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// hystartRound acknowledges a round of n datagrams, all with the same round-trip time,
// and returns what the window may grow by.
func hystartRound(h *hystart, round, n int, rtt time.Duration) (growth int, done bool) {
	for i := range n {
		g, d := h.onAck(control.Ack{Bytes: 1200, RTT: rtt, Sample: control.RateSample{
			PriorDelivered: int64(round * n * 1200),
			TotalDelivered: int64((round*n+i)*1200 + 1200),
		}})
		growth += g
		done = done || d
	}
	return growth, done
}

// roundsOf runs rounds with these round-trip times in milliseconds and returns the
// growth of each in datagrams, and the round in which slow start ended, or -1.
func roundsOf(h *hystart, ms ...int) (growth []int, ended int) {
	for i, m := range ms {
		g, done := hystartRound(h, i, 16, time.Duration(m)*time.Millisecond)
		growth = append(growth, g/1200)
		if done {
			return growth, i
		}
	}
	return growth, -1
}

func TestHystart(t *testing.T) {
	cases := []struct {
		name  string
		ms    []int
		ended int
	}{
		{"level", []int{40, 40, 40, 40, 40, 40, 40, 40}, -1},
		{"rise below the threshold", []int{40, 44, 48, 52, 57, 62, 68, 74}, -1},
		{"rise", []int{40, 40, 46, 52, 58, 64, 70, 76}, 7},
		{"jitter", []int{40, 46, 40, 40, 40, 40, 40, 40, 40}, -1},
		{"threshold of 4 ms on a short path", []int{4, 7, 7, 7, 7, 7, 7, 7}, -1},
		{"threshold of 16 ms on a long path", []int{400, 417, 417, 417, 417, 417, 417}, 6},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := hystart{}
			growth, ended := roundsOf(&h, c.ms...)
			if ended != c.ended {
				t.Errorf("slow start ended in round %d, want %d; growth %v", ended, c.ended, growth)
			}
		})
	}
}

func TestHystartGrowsAQuarterWhenConservative(t *testing.T) {
	h := hystart{}
	growth, _ := roundsOf(&h, 40, 40, 48, 48)
	if growth[1] != 16 || growth[3] != 4 {
		t.Errorf("growth of %v datagrams in rounds of 16", growth)
	}
}

// RFC 9406 section 4.3: only the initial slow start looks at round-trip times; a later one goes up to the threshold.
func TestHystartIsForTheInitialSlowStartOnly(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	d.Round()
	d.Timeout()
	c := d.Controller.(*cubic)
	c.ssthresh = 1000
	for range 4 {
		d.RTT += 20 * time.Millisecond
		d.Round()
	}
	if c.hystart.conservative || c.hystart.samples > 0 && c.hystart.current > 60*time.Millisecond {
		t.Errorf("a second slow start looks for a queue: %+v", c.hystart)
	}
}

// What HyStart++ is for: slow start must not lose half a window at the end. Its five
// conservative rounds triple the window, so that the queue has to hold that much.
func TestHystartAvoidsTheOvershoot(t *testing.T) {
	drops := func(name string) int {
		p := controltest.LabPath(40*time.Millisecond, 0)
		p.Queue *= 3
		s := controltest.NewSim(p, newFlow(t, name))
		s.Run(2 * time.Second)
		return s.Drops
	}
	with, without := drops(CubicName), drops(NewRenoName)
	t.Logf("%d dropped with HyStart++, %d without", with, without)
	if without < 100 || with*4 > without {
		t.Errorf("%d dropped with HyStart++, %d without", with, without)
	}
}

// A round is judged by its smallest of at least eight round trips: a late first datagram is no queue.
func TestHystartNeedsEightSamples(t *testing.T) {
	h := hystart{}
	roundsOf(&h, 40, 40)
	for i := range 16 {
		rtt := 60 * time.Millisecond
		if i >= 7 {
			rtt = 40 * time.Millisecond
		}
		if h.onAck(control.Ack{Bytes: 1200, RTT: rtt, Sample: control.RateSample{PriorDelivered: 32 * 1200, TotalDelivered: int64(33+i) * 1200}}); h.conservative {
			t.Fatalf("conservative after %d samples", i+1)
		}
	}
}
