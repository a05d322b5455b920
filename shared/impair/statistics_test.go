package impair

import (
	"bytes"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// near fails unless got lies within five standard deviations of a binomial's
// mean.
func near(t *testing.T, what string, got uint64, count int, p float64) {
	t.Helper()
	mean := float64(count) * p
	if dev := math.Sqrt(mean * (1 - p)); math.Abs(float64(got)-mean) > 5*dev {
		t.Errorf("%s: %d of %d, want %.0f ± %.0f", what, got, count, mean, 5*dev)
	}
}

const many = 200_000

func sendMany(c Config, seed uint64) *Link {
	l := NewLink(c, seed, 1, Up)
	datagram, now := make([]byte, 32), epoch
	var out []Delivery
	for range many {
		out = l.Send(now, datagram, out[:0])
		now = now.Add(time.Millisecond)
	}
	return l
}

func TestRates(t *testing.T) {
	for seed := range uint64(4) {
		s := sendMany(Config{Loss: 0.03}, seed).Stats()
		near(t, "loss", s.Lost, many, 0.03)
		s = sendMany(Config{Duplicate: 0.02, Reorder: 0.05, Corrupt: 0.001}, seed).Stats()
		near(t, "duplicates", s.Duplicated, many, 0.02)
		near(t, "reordered", s.Reordered, many, 0.05)
		near(t, "corrupted", s.Corrupted, many, 0.001)
	}
	if s := sendMany(Config{Loss: 1}, 1).Stats(); s.Delivered != 0 || s.Lost != many {
		t.Errorf("loss=100%%: %v", s)
	}
}

// TestLossesDontFollowOneAnother looks for correlation between neighbours and
// between kinds, which a bad mixing function would show.
func TestLossesDontFollowOneAnother(t *testing.T) {
	const p = 0.2
	for seed := range uint64(4) {
		l := NewLink(Config{}, seed, 1, Up)
		back := NewLink(Config{}, seed, 1, Down)
		var pairs, crossed, bothWays uint64
		for n := uint64(1); n <= many; n++ {
			lost := l.draws.hit(drawLoss, n, p)
			if lost && l.draws.hit(drawLoss, n+1, p) {
				pairs++
			}
			if lost && l.draws.hit(drawDuplicate, n, p) {
				crossed++
			}
			if lost && back.draws.hit(drawLoss, n, p) {
				bothWays++
			}
		}
		near(t, "two losses in a row", pairs, many, p*p)
		near(t, "lost and duplicated", crossed, many, p*p)
		near(t, "lost in both directions", bothWays, many, p*p)
	}
}

func TestGilbertElliott(t *testing.T) {
	for seed := range uint64(4) {
		g := GilbertElliott{ToBad: 0.01, ToGood: 0.25}
		l := NewLink(Config{Burst: &g}, seed, 1, Up)
		var lost, bursts int
		inBurst := false
		for range many {
			l.Send(epoch, nil, nil)
			_, v := l.Last()
			if v == InBurst {
				lost++
				if !inBurst {
					bursts++
				}
			}
			inBurst = v == InBurst
		}
		// Mean length 1/ToGood = 4 (standard deviation 3.5 over some 1,900 bursts);
		// share of time ToBad/(ToBad+ToGood) = 3.85 %.
		if mean := float64(lost) / float64(bursts); math.Abs(mean-4) > 0.4 {
			t.Errorf("seed %d: bursts of %.2f on average, want 4", seed, mean)
		}
		if share := float64(lost) / many; math.Abs(share-0.0385) > 0.004 {
			t.Errorf("seed %d: %.4f lost, want 0.0385", seed, share)
		}
	}
}

func TestGilbertElliottLeaks(t *testing.T) {
	// Always bad, where half pass; then always good, where a tenth is lost.
	s := sendMany(Config{Burst: &GilbertElliott{ToBad: 1, PassInBad: 0.5}}, 1).Stats()
	near(t, "lost in the bad state", s.BurstLost, many, 0.5)
	s = sendMany(Config{Burst: &GilbertElliott{LossInGood: 0.1}}, 1).Stats()
	near(t, "lost in the good state", s.BurstLost, many, 0.1)
}

func TestCopiesJitterForThemselves(t *testing.T) {
	l := NewLink(Config{Jitter: time.Second, Duplicate: 1}, 1, 1, Up)
	later, now := 0, epoch
	for range 1000 {
		out := l.Send(now, nil, nil)
		if out[1].At.After(out[0].At) {
			later++
		}
		now = now.Add(time.Minute)
	}
	// A copy never comes before the original, and after it half of the time.
	near(t, "copies that come later", uint64(later), 1000, 0.5)
}

func TestJitterIsEvenAndKeepsTheOrder(t *testing.T) {
	l := NewLink(Config{Delay: 10 * time.Millisecond, Jitter: 8 * time.Millisecond}, 1, 1, Up)
	var sum time.Duration
	now, last := epoch, epoch
	for range 20_000 {
		d := l.Send(now, nil, nil)[0]
		took := d.At.Sub(now)
		if took < 10*time.Millisecond || took >= 18*time.Millisecond {
			t.Fatalf("took %v", took)
		}
		sum += took
		now = now.Add(time.Second)
	}
	if mean := sum / 20_000; mean < 13800*time.Microsecond || mean > 14200*time.Microsecond {
		t.Errorf("mean %v, want 14ms", mean)
	}
	for range 5000 { // now close together
		d := l.Send(now, nil, nil)[0]
		if d.At.Before(last) {
			t.Fatal("jitter alone reordered")
		}
		last, now = d.At, now.Add(100*time.Microsecond)
	}
}

func TestReorderIsOvertaken(t *testing.T) {
	l := NewLink(Config{Delay: 10 * time.Millisecond, Reorder: 0.1, ReorderBy: 5 * time.Millisecond}, 1, 1, Up)
	var line Timeline[uint64]
	now := epoch
	var held []uint64
	for range 300 {
		for _, d := range l.Send(now, nil, nil) {
			want := now.Add(10 * time.Millisecond)
			if d.Marks&Held != 0 {
				held = append(held, d.N)
				want = want.Add(5 * time.Millisecond)
			}
			if !d.At.Equal(want) {
				t.Fatalf("datagram %d arrives %v late", d.N, d.At.Sub(want))
			}
			line.Push(d.At, d.N)
		}
		now = now.Add(time.Millisecond)
	}
	overtaken := map[uint64]bool{}
	last := uint64(0)
	for line.Len() > 0 {
		n, _, _ := line.Pop(now.Add(time.Hour))
		overtaken[n] = n < last
		last = max(last, n)
	}
	if len(held) < 10 {
		t.Fatalf("only %d held back", len(held))
	}
	for _, n := range held {
		if n < 295 && !overtaken[n] {
			t.Errorf("datagram %d was held back, and nothing overtook it", n)
		}
	}
}

func TestHeldBackByDefault(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   time.Duration
	}{
		{Config{}, time.Millisecond},
		{Config{Delay: 20 * time.Millisecond, Jitter: 4 * time.Millisecond}, 12 * time.Millisecond},
		{Config{Delay: 20 * time.Millisecond, ReorderBy: time.Microsecond}, time.Microsecond},
	} {
		if got := c.config.heldBack(); got != c.want {
			t.Errorf("%v: %v, want %v", c.config, got, c.want)
		}
	}
}

func TestCorruptFlipsOneBitOfACopy(t *testing.T) {
	l := NewLink(Config{Corrupt: 0.5, Duplicate: 1}, 9, 1, Up)
	hits := make([]int, 8*16)
	for range 40_000 {
		sent := bytes.Repeat([]byte{0x5a}, 16)
		out := l.Send(epoch, sent, nil)
		if !bytes.Equal(sent, bytes.Repeat([]byte{0x5a}, 16)) {
			t.Fatal("the sender's slice was changed")
		}
		if !bytes.Equal(out[1].Data, sent) || &out[1].Data[0] == &sent[0] {
			t.Fatal("the copy is not an intact copy")
		}
		if out[0].Marks&Damaged == 0 {
			continue
		}
		flipped := 0
		for i, b := range out[0].Data {
			for bit := range 8 {
				if (b^sent[i])>>bit&1 == 1 {
					flipped++
					hits[8*i+bit]++
				}
			}
		}
		if flipped != 1 {
			t.Fatalf("%d bits flipped", flipped)
		}
	}
	for bit, n := range hits {
		if n < 90 || n > 230 { // 156 on average, standard deviation 12.4
			t.Errorf("bit %d flipped %d times of some 20000", bit, n)
		}
	}
	if out := l.Send(epoch, nil, nil); len(out) != 2 || out[0].Marks&Damaged != 0 {
		t.Errorf("an empty datagram has no bit to flip: %+v", out)
	}
}

// TestEveryDatagramEndsOnce is Stats' equation, for any configuration.
func TestEveryDatagramEndsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyConfig(t)
		c.Rules = []Rule{
			{Occurs: Every(3), Action: Drop()}, {Occurs: Every(4), Action: Replay(time.Millisecond)},
			{Occurs: Every(5), Action: Hold(time.Millisecond)}, {Occurs: Every(6), Action: FlipBit(70)},
		}
		l := NewLink(c, rapid.Uint64().Draw(t, "seed"), 1, Up)
		now := epoch
		var arrived, bytesIn, bytesOut uint64
		for _, size := range rapid.SliceOfN(rapid.IntRange(0, 1500), 1, 60).Draw(t, "sizes") {
			out := l.Send(now, make([]byte, size), nil)
			arrived += uint64(len(out))
			bytesIn += uint64(size)
			bytesOut += uint64(size * len(out))
			for _, d := range out {
				if d.At.Before(now.Add(c.Delay)) {
					t.Fatalf("arrived %v early", now.Add(c.Delay).Sub(d.At))
				}
				if len(d.Data) != size {
					t.Fatalf("%d bytes became %d", size, len(d.Data))
				}
			}
			now = now.Add(time.Duration(rapid.IntRange(-1000, 5_000_000).Draw(t, "gap")))
		}
		s := l.Stats()
		in := s.Sent + s.Duplicated + s.Replayed
		ends := s.Delivered + s.Cut + s.RuleDropped + s.BurstLost + s.Lost + s.QueueDropped
		if s.SentBytes != bytesIn || s.DeliveredBytes != bytesOut {
			t.Fatalf("%d bytes in, %d out: %+v", bytesIn, bytesOut, s)
		}
		if in != ends || s.Delivered != arrived {
			t.Fatalf("%d in, %d out, %d arrived: %+v", in, ends, arrived, s)
		}
	})
}
