package simnet

import (
	"sync"
	"time"
)

// alarm calls ring at a time, in a goroutine that the runtime's timer starts.
// Its owner's lock guards it; ring takes that lock itself. pending counts the
// calls that are due or running, so that Close can wait for them.
type alarm struct {
	timer   *time.Timer
	pending *sync.WaitGroup
	ring    func()
}

// set makes the alarm ring at the given time, and not when it was set for
// before. A call that has already begun goes on.
func (a *alarm) set(at time.Time) {
	if a.timer == nil {
		a.pending.Add(1)
		// The goroutine ends when ring returns; stop prevents it.
		a.timer = time.AfterFunc(time.Until(at), func() {
			defer a.pending.Done()
			a.ring()
		})
		return
	}
	if !a.timer.Stop() { // rang or was stopped: its call is accounted for
		a.pending.Add(1)
	}
	a.timer.Reset(time.Until(at))
}

// stop keeps the alarm from ringing, unless a call has already begun.
func (a *alarm) stop() {
	if a.timer != nil && a.timer.Stop() {
		a.pending.Done()
	}
}
