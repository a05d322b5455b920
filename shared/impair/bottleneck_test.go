package impair

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(ms float64) time.Time { return epoch.Add(time.Duration(ms * 1e6)) }

func TestSerialisation(t *testing.T) {
	// 1,250 bytes at 1 Mbit/s are 10 ms.
	l := NewLink(Config{Rate: 1_000_000, Queue: 100_000, Delay: 3 * time.Millisecond}, 1, 1, Up)
	datagram := make([]byte, 1250)
	for _, c := range []struct{ sent, arrives float64 }{
		{0, 13}, {0, 23}, {5, 33}, // one after another
		{30, 43},            // just as the wire falls idle
		{100, 113},          // idle
		{100.000001, 123},   // waits for almost all of the one before
		{119.999999, 133},   // a nanosecond before the wire is idle
		{130.5, 143.5},      // idle for half a millisecond
		{0, 153.5},          // a time in the past counts as the last call's
		{140.5, 163.5},      // half of the one before is still to come
		{160.5, 160.5 + 13}, // idle
	} {
		d := l.Send(at(c.sent), datagram, nil)
		if len(d) != 1 || !d[0].At.Equal(at(c.arrives)) {
			t.Errorf("sent at %v ms: arrives %v, want %v ms", c.sent, d[0].At.Sub(epoch), c.arrives)
		}
	}
}

func TestTailDrop(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Queue: 3000}, 1, 1, Up) // a byte a millisecond
	send := func(ms float64, size int) Verdict {
		l.Send(at(ms), make([]byte, size), nil)
		_, v := l.Last()
		return v
	}
	for i, c := range []struct {
		ms   float64
		size int
		want Verdict
	}{
		{0, 1000, Passed}, {0, 1000, Passed},
		{0, 1001, QueueFull}, // 3,001 of 3,000
		{0, 1000, Passed},    // exactly full
		{0, 1, QueueFull},
		{0, 0, Passed},                // nothing takes no room
		{0.999999, 1, QueueFull},      // the first byte isn't quite gone
		{1, 1, Passed},                // now it is
		{3001, 1, Passed},             // idle again
		{9000, 60_000, Passed},        // an idle wire takes any datagram
		{9000, 1, QueueFull},          // but then it isn't idle
		{9000 + 57_000, 1, QueueFull}, // 3,000 left, full
		{9000 + 57_001, 1, Passed},
	} {
		if got := send(c.ms, c.size); got != c.want {
			t.Errorf("step %d, %d bytes at %v ms: %v, want %v", i, c.size, c.ms, got, c.want)
		}
	}
	if s := l.Stats(); s.QueueDropped != 5 || s.QueuePeak != 60_000 {
		t.Errorf("%d dropped, peak %d", s.QueueDropped, s.QueuePeak)
	}
}

func TestBacklog(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Queue: 5000}, 1, 1, Up)
	l.Send(epoch, make([]byte, 1000), nil)
	for _, c := range []struct {
		ms   float64
		want int
	}{{0, 1000}, {0.5, 1000}, {1, 999}, {999, 1}, {999.5, 1}, {1000, 0}, {5000, 0}} {
		if got := l.Backlog(at(c.ms)); got != c.want {
			t.Errorf("after %v ms %d bytes wait, want %d", c.ms, got, c.want)
		}
	}
}

func TestDefaultQueue(t *testing.T) {
	for _, c := range []struct {
		rate int64
		want int
	}{{100_000_000, 1_250_000}, {1_000_000, 1 << 16}, {maxRate, maxQueue}} {
		var b bottleneck
		b.configure(c.rate, 0)
		if got := int(b.limit / 8 / workPerBit); got != c.want {
			t.Errorf("%d bit/s: queue of %d, want %d", c.rate, got, c.want)
		}
	}
}

// TestBottleneckAgainstRationals compares with exact fractions: no rounding may
// build up, whatever the rate.
func TestBottleneckAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Int64Range(1, maxRate).Draw(t, "rate")
		queue := rapid.IntRange(1, maxQueue).Draw(t, "queue")
		var b bottleneck
		b.configure(rate, queue)
		free, now := new(big.Rat), int64(0) // when the wire is free, in ns
		for range rapid.IntRange(1, 50).Draw(t, "count") {
			size := rapid.IntRange(0, 65_507).Draw(t, "size")
			now += rapid.Int64Range(0, 1_000_000_000).Draw(t, "gap")
			here := new(big.Rat).SetInt64(now)
			if free.Cmp(here) < 0 {
				free.Set(here)
			}
			takes := big.NewRat(int64(size)*8*1e9, rate)
			waiting := new(big.Rat).Sub(free, here)
			full := new(big.Rat).Add(waiting, takes).Cmp(big.NewRat(int64(queue)*8*1e9, rate)) > 0
			leaves, ok := b.accept(epoch.Add(time.Duration(now)), size)
			if want := waiting.Sign() == 0 || !full; ok != want {
				t.Fatalf("%d bytes at %d ns: accepted %v, want %v", size, now, ok, want)
			}
			if !ok {
				continue
			}
			free.Add(free, takes)
			want := new(big.Int).Div(new(big.Int).Add(free.Num(), new(big.Int).Sub(free.Denom(), big.NewInt(1))), free.Denom())
			if got := int64(leaves.Sub(epoch)); !want.IsInt64() || got != want.Int64() {
				t.Fatalf("%d bytes at %d ns leave at %d, want %v", size, now, got, want)
			}
		}
	})
}

func TestLostDatagramsTakeNoRate(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Loss: 1, LossOnly: func(d []byte) bool { return d[0] == 'x' }}, 1, 1, Up)
	l.Send(epoch, append(make([]byte, 0, 500), 'x'), nil)
	if d := l.Send(epoch, []byte{'y'}, nil); !d[0].At.Equal(at(1)) {
		t.Errorf("arrives after %v, want 1ms", d[0].At.Sub(epoch))
	}
}

func TestCopiesTakeRate(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Queue: 1500, Duplicate: 1}, 1, 1, Up)
	d := l.Send(epoch, make([]byte, 500), nil)
	if len(d) != 2 || !d[0].At.Equal(at(500)) || !d[1].At.Equal(at(1000)) {
		t.Fatalf("%+v", d)
	}
	d = l.Send(epoch, make([]byte, 500), nil)
	if s := l.Stats(); len(d) != 1 || s.QueueDropped != 1 || s.Duplicated != 2 {
		t.Errorf("the second copy found room: %v", s)
	}
}

func TestRateChangeKeepsTheQueue(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Queue: 5000}, 1, 1, Up)
	l.Send(epoch, make([]byte, 1000), nil)
	l.Reconfigure(Config{Rate: 16_000, Queue: 5000})
	if d := l.Send(epoch, make([]byte, 2000), nil); !d[0].At.Equal(at(1500)) {
		t.Errorf("arrives after %v, want 1.5s", d[0].At.Sub(epoch))
	}
	l.Reconfigure(Config{})
	if d := l.Send(epoch, make([]byte, 1000), nil); !d[0].At.Equal(at(1500)) {
		t.Errorf("an unlimited link overtook: after %v", d[0].At.Sub(epoch))
	}
}

// TestQueueEndsWithTheRate: what waited at a bottleneck that is gone does not wait again at the next one.
func TestQueueEndsWithTheRate(t *testing.T) {
	l := NewLink(Config{Rate: 8_000, Queue: 5000, Reorder: 1, ReorderBy: 1}, 1, 1, Up) // held: no order to keep
	l.Send(epoch, make([]byte, 4000), nil)
	l.Reconfigure(Config{})
	l.Reconfigure(Config{Rate: 8_000, Queue: 5000})
	if d := l.Send(epoch, make([]byte, 1000), nil); len(d) != 1 || !d[0].At.Equal(at(1000)) {
		t.Errorf("%+v, want an arrival after 1s", d)
	}
}

// TestLastBitIsRoundedUp: eight bits at seven a second take 1,142,857,142.86 ns.
func TestLastBitIsRoundedUp(t *testing.T) {
	l := NewLink(Config{Rate: 7, Queue: 100}, 1, 1, Up)
	if d := l.Send(epoch, make([]byte, 1), nil); d[0].At.Sub(epoch) != 1_142_857_143 {
		t.Errorf("arrives after %v", d[0].At.Sub(epoch))
	}
}
