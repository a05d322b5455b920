package guard

import (
	"container/heap"
	"time"
)

// Timers is a heap of deadlines. An entry may be earlier than its item's true deadline: an owner whose deadline moves
// later leaves the heap alone, checks the deadline when the entry expires, and sets it again. The zero value is empty.
// It is not safe for concurrent use.
type Timers[T any] struct{ heap timerHeap[T] }

// Timer is an item's entry in Timers; the item embeds or holds it. A Timer with only Item set is not in the heap.
type Timer[T any] struct {
	Item  T
	due   time.Time
	place int // heap index plus one; 0 if not set
}

// IsSet reports whether the timer is in the heap.
func (t *Timer[T]) IsSet() bool { return t.place > 0 }

// Len returns how many timers are set.
func (ts *Timers[T]) Len() int { return len(ts.heap) }

// Next returns the earliest deadline, or the zero time if no timer is set.
func (ts *Timers[T]) Next() time.Time {
	if len(ts.heap) == 0 {
		return time.Time{}
	}
	return ts.heap[0].due
}

// Due returns the item with the earliest deadline if that has passed. The entry stays; the owner sets or removes it.
func (ts *Timers[T]) Due(now time.Time) (item T, ok bool) {
	if len(ts.heap) == 0 || ts.heap[0].due.After(now) {
		return item, false
	}
	return ts.heap[0].Item, true
}

// Set sets or moves a timer.
func (ts *Timers[T]) Set(t *Timer[T], due time.Time) {
	t.due = due
	if !t.IsSet() {
		heap.Push(&ts.heap, t)
		return
	}
	heap.Fix(&ts.heap, t.place-1)
}

// Remove removes a timer that may not be set.
func (ts *Timers[T]) Remove(t *Timer[T]) {
	if t.IsSet() {
		heap.Remove(&ts.heap, t.place-1)
	}
}

// timerHeap implements heap.Interface.
type timerHeap[T any] []*Timer[T]

func (h timerHeap[T]) Len() int           { return len(h) }
func (h timerHeap[T]) Less(i, j int) bool { return h[i].due.Before(h[j].due) }
func (h timerHeap[T]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i+1, j+1
}

func (h *timerHeap[T]) Push(x any) {
	t := x.(*Timer[T])
	*h = append(*h, t)
	t.place = len(*h)
}

func (h *timerHeap[T]) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.place = 0
	return t
}
