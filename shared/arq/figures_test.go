package arq

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestGoodputFigures holds the transport to what was asked for, on the cells that break first, and for a shorter
// time than the benchmark.
func TestGoodputFigures(t *testing.T) {
	for _, test := range []struct {
		control string
		rtt     time.Duration
		loss    float64
		time    time.Duration
		least   float64 // percent of the link
	}{
		{"newreno", 20 * time.Millisecond, 0, 3 * time.Second, 95},
		{"cubic", 20 * time.Millisecond, 0, 3 * time.Second, 95},
		{"bbr-lab", 20 * time.Millisecond, 0, 10 * time.Second, 95}, // two visits to ProbeRTT
		{"cubic-lab", 20 * time.Millisecond, 0.05, 10 * time.Second, 3.7},
		{"cubic-lab", 80 * time.Millisecond, 0.05, 10 * time.Second, 1.0},
		{"bbr-lab", 20 * time.Millisecond, 0.05, 3 * time.Second, 80},
	} {
		t.Run(fmt.Sprintf("%s %v %v", test.control, test.rtt, test.loss), func(t *testing.T) {
			t.Parallel()
			if got, _ := goodput(t, test.control, test.rtt, test.loss, 1, test.time); got < test.least {
				t.Errorf("%.1f %%link, at least %.1f asked for", got, test.least)
			}
		})
	}
}

// TestLatencyFigures: half of the messages in one path's delay, 99 of 100 within 20 ms where redundancy is on.
func TestLatencyFigures(t *testing.T) {
	var took []time.Duration
	for seed := range uint64(3) {
		some, overhead := latency(t, true, seed+1)
		if overhead > 250 {
			t.Errorf("overhead of %.0f %%", overhead)
		}
		took = append(took, some...)
	}
	slices.Sort(took)
	if p50, p99 := percentile(took, 50), percentile(took, 99); p50 > 10.1 || p99 > 20 {
		t.Errorf("p50 %.1f ms, p99 %.1f ms", p50, p99)
	}
}
