package impair

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTimelineAgainstSort: popping is a stable sort by time.
func TestTimelineAgainstSort(t *testing.T) {
	type item struct{ ms, id int }
	rapid.Check(t, func(t *rapid.T) {
		var line Timeline[item]
		var model []item
		now := 0
		for id := range rapid.IntRange(0, 200).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "what") > 0 {
				it := item{now + rapid.IntRange(0, 20).Draw(t, "in"), id}
				line.Push(at(float64(it.ms)), it)
				model = append(model, it)
				slices.SortStableFunc(model, func(a, b item) int { return a.ms - b.ms })
				continue
			}
			now += rapid.IntRange(0, 5).Draw(t, "step")
			for {
				got, when, ok := line.Pop(at(float64(now)))
				if want := len(model) > 0 && model[0].ms <= now; ok != want {
					t.Fatalf("something due: %v, want %v", ok, want)
				}
				if !ok {
					break
				}
				if got != model[0] || !when.Equal(at(float64(got.ms))) {
					t.Fatalf("got %v at %v, want %v", got, when, model[0])
				}
				model = model[1:]
			}
		}
		next, ok := line.Next()
		if ok != (len(model) > 0) || line.Len() != len(model) || (ok && !next.Equal(at(float64(model[0].ms)))) {
			t.Fatalf("%d left, next %v; want %v", line.Len(), next, model)
		}
		line.Clear()
		if _, ok := line.Next(); ok {
			t.Fatal("Clear left something")
		}
	})
}

func TestTimelineUsesItsMemoryAgain(t *testing.T) {
	var line Timeline[[]byte]
	data, now := []byte("x"), epoch
	round := func() {
		for i := range 64 {
			line.Push(now.Add(time.Duration(i%7)), data)
		}
		now = now.Add(time.Second)
		for {
			if _, _, ok := line.Pop(now); !ok {
				return
			}
		}
	}
	round()
	if n := testing.AllocsPerRun(100, round); n != 0 {
		t.Errorf("%v allocations a round", n)
	}
}

func TestTimelineKeepsWhatIsNotDue(t *testing.T) {
	var line Timeline[string]
	line.Push(at(20), "later")
	line.Push(at(10), "sooner")
	if _, _, ok := line.Pop(at(9)); ok {
		t.Error("popped before it was due")
	}
	for _, want := range []string{"sooner", "later"} {
		if got, when, ok := line.Pop(at(20)); !ok || got != want {
			t.Errorf("%q, due at %v", got, when)
		}
	}
}
