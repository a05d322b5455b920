package arq

import (
	"testing"
	"time"
)

// TestReorderingWindow: a quarter of the smallest round trip, and as much again for each widening, but never more than the smoothed
// round trip (RFC 8985 section 6.2, step 4).
func TestReorderingWindow(t *testing.T) {
	rtt := roundTrip{min: 8 * time.Millisecond, srtt: 10 * time.Millisecond}
	for widening, want := range []time.Duration{2, 4, 6, 8, 10, 10, 10} {
		r := rack{reordering: true, widening: widening}
		if got := r.window(&rtt, 0); got != want*time.Millisecond {
			t.Errorf("widened %d times: %v, want %d ms", widening, got, want)
		}
	}
	for early, want := range []time.Duration{2, 2, 2, 0, 0} {
		if got := new(rack).window(&rtt, early); got != want*time.Millisecond {
			t.Errorf("%d deliveries beyond the hole, on a path that keeps the order: %v, want %d ms", early, got, want)
		}
	}
}

// TestWideningOncePerRoundTrip: several losses that were none within a round trip widen the reordering window once.
func TestWideningOncePerRoundTrip(t *testing.T) {
	var r rack
	r.widen(1000, 9000)
	r.widen(2000, 12_000)
	if r.widening != 1 {
		t.Errorf("widened %d times in a round trip", r.widening)
	}
	if r.widen(9001, 15_000); r.widening != 2 {
		t.Errorf("widened %d times in two round trips", r.widening)
	}
}

// TestWideningIsForgotten: after 16 recoveries without a needless retransmission the window is as narrow as at first.
func TestWideningIsForgotten(t *testing.T) {
	var r rack
	r.widen(1000, 2000)
	for i := range widenedRecoveries {
		if r.widening != 1 {
			t.Fatalf("forgotten after %d recoveries", i)
		}
		r.beginRecovery(5000)
		r.endRecovery(5000)
	}
	if r.widening != 0 || !r.reordering {
		t.Errorf("widening %d after 16 recoveries, reordering %v", r.widening, r.reordering)
	}
}
