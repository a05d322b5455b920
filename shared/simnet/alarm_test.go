package simnet

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// TestAlarm sets and stops an alarm at will: it rings exactly when it should,
// and what is pending is always accounted for.
func TestAlarm(t *testing.T) {
	steps := rapid.SliceOfN(rapid.IntRange(0, 8), 1, 40)
	for run := range 200 {
		plan := steps.Example(run)
		synctest.Test(t, func(t *testing.T) { followPlan(t, plan) })
	}
}

// followPlan sets the alarm for 1 to 5 seconds from now, stops it (0), or waits
// for 1 to 3 seconds (6 to 8).
func followPlan(t *testing.T, plan []int) {
	var pending sync.WaitGroup
	var due time.Time
	var rings []time.Time
	var lock sync.Mutex // the owner's
	a := alarm{pending: &pending, ring: func() {
		lock.Lock()
		defer lock.Unlock()
		rings = append(rings, time.Now())
	}}
	for i, step := range plan {
		switch {
		case step == 0:
			a.stop()
			due = time.Time{}
		case step <= 5:
			due = time.Now().Add(time.Duration(step) * time.Second)
			a.set(due)
		default:
			until := time.Now().Add(time.Duration(step-5) * time.Second)
			var want []time.Time
			if !due.IsZero() && !due.After(until) {
				want, due = append(want, due), time.Time{}
			}
			time.Sleep(time.Until(until))
			synctest.Wait()
			lock.Lock()
			if !slices.EqualFunc(rings, want, time.Time.Equal) {
				t.Fatalf("plan %v, step %d: rang at %v, want %v", plan, i, rings, want)
			}
			rings = nil
			lock.Unlock()
		}
	}
	a.stop()
	pending.Wait() // a wrong account panics or hangs, which synctest reports
}

func TestAlarmAccountsForARunningCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var pending sync.WaitGroup
		release, done := make(chan struct{}), false
		a := alarm{pending: &pending, ring: func() { <-release; done = true }}
		a.set(time.Now())
		synctest.Wait()
		a.stop() // too late
		go func() { close(release) }()
		pending.Wait()
		if !done {
			t.Error("the call wasn't waited for")
		}
	})
}
