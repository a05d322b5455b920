package guard

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestTimersGiveTheSoonestFirst sets, moves and removes timers at random, and takes them out by the time.
func TestTimersGiveTheSoonestFirst(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	start := time.Unix(1000, 0)
	var ts Timers[int]
	timers := make([]Timer[int], 30)
	due := make(map[int]time.Time)
	for i := range timers {
		timers[i].Item = i
	}
	for step := range 5000 {
		i := rng.IntN(len(timers))
		if rng.IntN(3) == 0 {
			ts.Remove(&timers[i])
			delete(due, i)
		} else {
			due[i] = start.Add(time.Duration(rng.IntN(1000)) * time.Second)
			ts.Set(&timers[i], due[i])
		}
		var soonest time.Time
		for _, d := range due {
			if soonest.IsZero() || d.Before(soonest) {
				soonest = d
			}
		}
		if ts.Len() != len(due) || !ts.Next().Equal(soonest) {
			t.Fatalf("step %d: %d timers, next %v; want %d, %v", step, ts.Len(), ts.Next(), len(due), soonest)
		}
		if _, set := due[i]; timers[i].IsSet() != set {
			t.Fatalf("step %d: timer %d does not know whether it is set", step, i)
		}
	}
	now := start.Add(500 * time.Second)
	for item, ok := ts.Due(now); ok; item, ok = ts.Due(now) {
		if due[item].After(now) {
			t.Fatalf("item %d came up %v early", item, due[item].Sub(now))
		}
		ts.Remove(&timers[item])
		delete(due, item)
	}
	for i, d := range due {
		if !d.After(now) {
			t.Errorf("item %d was due and did not come up", i)
		}
	}
}
