package impair

import "time"

// Timeline holds what is on its way, ordered by time; what has the same time
// keeps the order in which it came. It is a binary heap, not safe for
// concurrent use; the zero value is empty. Its memory grows to the largest number
// of values ever held, and is reused.
type Timeline[T any] struct {
	heap []entry[T]
	seq  uint64
}

type entry[T any] struct {
	at    time.Time
	seq   uint64
	value T
}

func (e *entry[T]) before(o *entry[T]) bool {
	if c := e.at.Compare(o.at); c != 0 {
		return c < 0
	}
	return e.seq < o.seq
}

// Len returns how many values are on their way.
func (t *Timeline[T]) Len() int { return len(t.heap) }

// Push adds a value that is due at the given time.
func (t *Timeline[T]) Push(at time.Time, value T) {
	t.seq++
	t.heap = append(t.heap, entry[T]{at, t.seq, value})
	i := len(t.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !t.heap[i].before(&t.heap[parent]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

// Next returns when the earliest value is due; false when there is none.
func (t *Timeline[T]) Next() (time.Time, bool) {
	if len(t.heap) == 0 {
		return time.Time{}, false
	}
	return t.heap[0].at, true
}

// Pop takes out the earliest value if it is due at now.
func (t *Timeline[T]) Pop(now time.Time) (value T, at time.Time, ok bool) {
	if len(t.heap) == 0 || t.heap[0].at.After(now) {
		return value, at, false
	}
	value, at = t.heap[0].value, t.heap[0].at
	last := len(t.heap) - 1
	t.heap[0] = t.heap[last]
	t.heap[last] = entry[T]{} // let go of what it points to
	t.heap = t.heap[:last]
	t.sink(0)
	return value, at, true
}

// sink moves an entry down to where no child comes before it.
func (t *Timeline[T]) sink(i int) {
	for {
		first := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if t.heap[child].before(&t.heap[first]) {
				first = child
			}
		}
		if first == i {
			return
		}
		t.heap[i], t.heap[first] = t.heap[first], t.heap[i]
		i = first
	}
}

// Clear drops everything.
func (t *Timeline[T]) Clear() {
	clear(t.heap)
	t.heap = t.heap[:0]
}
