package impair

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var epoch = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// everything switches every random fault on, without a bottleneck.
func everything() Config {
	return Config{
		Loss: 0.05, Burst: &GilbertElliott{ToBad: 0.02, ToGood: 0.3},
		Delay: 20 * time.Millisecond, Jitter: 5 * time.Millisecond,
		Duplicate: 0.1, Reorder: 0.1, Corrupt: 0.1,
	}
}

// fate is what chance did to one datagram, apart from bottleneck and order.
type fate struct {
	verdict   Verdict
	held      bool
	damaged   bool
	copied    bool
	extra     time.Duration // jitter, as the datagrams are far apart
	bitOfByte string
}

// fates sends count datagrams, far enough apart that none waits for another.
func fates(l *Link, count int, size func(n int) int, gap time.Duration) []fate {
	var all []fate
	now := epoch
	for n := 1; n <= count; n++ {
		datagram := make([]byte, size(n))
		out := l.Send(now, datagram, nil)
		_, verdict := l.Last()
		f := fate{verdict: verdict}
		for _, d := range out {
			if d.Marks&Copy != 0 {
				f.copied = true
				continue
			}
			f.held, f.damaged = d.Marks&Held != 0, d.Marks&Damaged != 0
			f.extra = d.At.Sub(now)
			if f.damaged {
				f.bitOfByte = fmt.Sprint(d.Data)
			}
		}
		all = append(all, f)
		now = now.Add(gap)
	}
	return all
}

func fixed(size int) func(int) int { return func(int) int { return size } }

func TestFateDependsOnSeedFlowDirectionAndNumberAlone(t *testing.T) {
	const count = 3000
	want := fates(NewLink(everything(), 7, 1, Up), count, fixed(100), time.Second)

	if got := fates(NewLink(everything(), 7, 1, Up), count, fixed(100), 3*time.Second); !slices.Equal(got, want) {
		t.Error("other times changed a fate")
	}

	sizes := rand.New(rand.NewPCG(1, 2))
	got := fates(NewLink(everything(), 7, 1, Up), count, func(int) int { return 1 + sizes.IntN(1200) }, time.Second)
	for i := range got {
		got[i].bitOfByte = want[i].bitOfByte // where the flipped bit falls is in proportion to the size
	}
	if !slices.Equal(got, want) {
		t.Error("other sizes changed a fate")
	}

	for name, l := range map[string]*Link{
		"seed":      NewLink(everything(), 8, 1, Up),
		"flow":      NewLink(everything(), 7, 2, Up),
		"direction": NewLink(everything(), 7, 1, Down),
	} {
		if slices.Equal(fates(l, count, fixed(100), time.Second), want) {
			t.Errorf("another %s changed no fate", name)
		}
	}
}

func TestOtherFlowsChangeNoFate(t *testing.T) {
	alone := fates(NewLink(everything(), 7, 1, Up), 500, fixed(100), time.Second)
	one, two := NewLink(everything(), 7, 1, Up), NewLink(everything(), 7, 2, Up)
	now := epoch
	for n := range alone {
		two.Send(now, make([]byte, 9), nil)
		one.Send(now, make([]byte, 100), nil)
		if _, v := one.Last(); v != alone[n].verdict {
			t.Fatalf("datagram %d: %v beside another flow, %v alone", n+1, v, alone[n].verdict)
		}
		now = now.Add(time.Second)
	}
}

// TestFaultsAreIndependent switches each fault on alone, and compares with all
// of them at once.
func TestFaultsAreIndependent(t *testing.T) {
	const count = 4000
	all := everything()
	together := fates(NewLink(all, 3, 1, Down), count, fixed(64), time.Second)
	run := func(c Config) []fate { return fates(NewLink(c, 3, 1, Down), count, fixed(64), time.Second) }

	loss, burst := run(Config{Loss: all.Loss}), run(Config{Burst: all.Burst})
	jitter := run(Config{Jitter: all.Jitter})
	dup, reorder, corrupt := run(Config{Duplicate: all.Duplicate}), run(Config{Reorder: all.Reorder}), run(Config{Corrupt: all.Corrupt})
	late := all.heldBack()
	for i, f := range together {
		want := burst[i].verdict
		if want == Passed {
			want = loss[i].verdict
		}
		if f.verdict != want {
			t.Fatalf("datagram %d: %v together, %v alone", i+1, f.verdict, want)
		}
		if want != Passed {
			continue
		}
		alone := fate{
			held: reorder[i].held, copied: dup[i].copied, damaged: corrupt[i].damaged,
			bitOfByte: corrupt[i].bitOfByte, extra: all.Delay + jitter[i].extra,
		}
		if alone.held {
			alone.extra += late
		}
		if f != alone {
			t.Fatalf("datagram %d:\n together %+v\n alone    %+v", i+1, f, alone)
		}
	}
}

func TestMoreLossTakesTheSameAndMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		p := rapid.Float64Range(0, 1).Draw(t, "p")
		q := rapid.Float64Range(p, 1).Draw(t, "q")
		less := fates(NewLink(Config{Loss: p}, seed, 1, Up), 300, fixed(1), time.Second)
		more := fates(NewLink(Config{Loss: q}, seed, 1, Up), 300, fixed(1), time.Second)
		for i := range less {
			if less[i].verdict == AtRandom && more[i].verdict != AtRandom {
				t.Fatalf("datagram %d is lost at %v and passes at %v", i+1, p, q)
			}
		}
	})
}

// TestSeedsKeepTheirMeaning pins the generator: a seed printed today
// must get the same faults from it next year.
func TestSeedsKeepTheirMeaning(t *testing.T) {
	got := map[string][]uint64{}
	l := NewLink(Config{
		Loss: 0.1, Burst: &GilbertElliott{ToBad: 0.05, ToGood: 0.5}, Duplicate: 0.1, Reorder: 0.1, Corrupt: 0.1,
	}, 42, 1, Up)
	for n := uint64(1); n <= 40; n++ {
		out := l.Send(epoch, make([]byte, 16), nil)
		switch _, v := l.Last(); v {
		case AtRandom:
			got["lost"] = append(got["lost"], n)
		case InBurst:
			got["burst"] = append(got["burst"], n)
		}
		for _, d := range out {
			for mark, name := range map[Mark]string{Damaged: "damaged", Held: "held", Copy: "copied"} {
				if d.Marks&mark != 0 {
					got[name] = append(got[name], n)
				}
			}
		}
	}
	want := map[string][]uint64{
		"burst": {2, 7, 22, 23, 24}, "lost": {1, 15, 18, 19, 29, 40},
		"copied": {14}, "damaged": {5, 27, 30, 32, 35, 37}, "held": {12, 33},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("seed 42 now means\n %v, was\n %v", got, want)
	}
}

func TestReconfigureKeepsTheCount(t *testing.T) {
	whole := fates(NewLink(Config{Loss: 0.3}, 5, 1, Up), 200, fixed(10), time.Second)
	l := NewLink(Config{}, 5, 1, Up)
	fates(l, 50, fixed(10), time.Second)
	l.SetDown(true) // what meets a cut counts, too
	fates(l, 50, fixed(10), time.Second)
	l.SetDown(false)
	l.Reconfigure(Config{Loss: 0.3})
	if got := fates(l, 100, fixed(10), time.Second); !slices.EqualFunc(got, whole[100:], func(a, b fate) bool { return a.verdict == b.verdict }) {
		t.Error("datagrams 101 to 200 fare otherwise when loss begins at 101")
	}
}

// TestBurstsGoOnWhileCut: the state of the link changes with each datagram, also with those that meet a cut.
func TestBurstsGoOnWhileCut(t *testing.T) {
	c := Config{Burst: &GilbertElliott{ToBad: 0.2, ToGood: 0.2}}
	whole := fates(NewLink(c, 5, 1, Up), 400, fixed(10), time.Second)
	for cut := 1; cut < 100; cut++ {
		l := NewLink(c, 5, 1, Up)
		fates(l, 50, fixed(10), time.Second)
		l.SetDown(true)
		fates(l, cut, fixed(10), time.Second)
		l.SetDown(false)
		if got := fates(l, 100, fixed(10), time.Second); !slices.EqualFunc(got, whole[50+cut:150+cut], func(a, b fate) bool { return a.verdict == b.verdict }) {
			t.Fatalf("what follows a cut of %d fares otherwise than without", cut)
		}
	}
}
