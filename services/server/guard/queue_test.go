package guard

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestQueueKeepsTheOrderOfArrival plays random arrivals and departures against a slice.
func TestQueueKeepsTheOrderOfArrival(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var q Queue[int]
	places := make([]Place[int], 20)
	for i := range places {
		places[i].Item = i
	}
	var model []int
	for step := range 5000 {
		i := rng.IntN(len(places))
		if places[i].IsQueued() {
			places[i].Leave()
			model = slices.DeleteFunc(model, func(m int) bool { return m == i })
		} else {
			q.Push(&places[i])
			model = append(model, i)
		}
		first, ok := q.First()
		if q.Len() != len(model) || ok != (len(model) > 0) || ok && first != model[0] {
			t.Fatalf("step %d: %d items, first %d (%v); want %v", step, q.Len(), first, ok, model)
		}
		if places[i].IsQueued() != slices.Contains(model, i) {
			t.Fatalf("step %d: item %d does not know whether it is queued", step, i)
		}
	}
}

func TestLeavingNoQueueIsHarmless(t *testing.T) {
	var p Place[string]
	p.Leave()
	if p.IsQueued() {
		t.Error("a place is in a queue that it was never put in")
	}
}
