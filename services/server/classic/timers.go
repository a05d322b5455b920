package classic

import (
	"container/heap"
	"time"
)

// timers holds sessions by the time at which something is due, the soonest first. A session's
// entry may be too early, since hearing from it moves its deadlines without touching the heap: who takes it
// out looks at what is really due, and puts it back.
type timers []*session

// Len is for container/heap alone.
func (t timers) Len() int { return len(t) }

// Less is for container/heap alone.
func (t timers) Less(i, j int) bool { return t[i].due.Before(t[j].due) }

// Swap is for container/heap alone.
func (t timers) Swap(i, j int) {
	t[i], t[j] = t[j], t[i]
	t[i].timer, t[j].timer = i, j
}

// Push and Pop are for container/heap alone.
func (t *timers) Push(x any) {
	s := x.(*session)
	s.timer = len(*t)
	*t = append(*t, s)
}

// Pop is for container/heap alone.
func (t *timers) Pop() any {
	last := len(*t) - 1
	s := (*t)[last]
	(*t)[last] = nil
	*t = (*t)[:last]
	s.timer = -1
	return s
}

// set puts a session's entry where its deadline now belongs.
func (t *timers) set(s *session, due time.Time) {
	s.due = due
	if s.timer < 0 {
		heap.Push(t, s)
		return
	}
	heap.Fix(t, s.timer)
}

// remove takes a session out.
func (t *timers) remove(s *session) {
	if s.timer >= 0 {
		heap.Remove(t, s.timer)
	}
}
