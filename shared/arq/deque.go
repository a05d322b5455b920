package arq

// minDeque is the number of places that a deque begins with; a power of two.
const minDeque = 2

// deque is a queue in a ring. Each item keeps the position it was given for as long as it is in
// the queue, also when the ring grows, so that a position can stand for an item.
// Positions wrap like sequence numbers.
type deque[T any] struct {
	ring       []T
	first, end uint32 // the items are at first to before end
}

// size is the number of items.
func (q *deque[T]) size() int { return int(q.end - q.first) }

// at returns the item at a position, nil if it is no longer there. The pointer is good until the
// next push.
func (q *deque[T]) at(position uint32) *T {
	if position-q.first >= q.end-q.first {
		return nil
	}
	return &q.ring[int(position)&(len(q.ring)-1)]
}

// push appends an item and returns its position.
func (q *deque[T]) push(item T) uint32 {
	if q.size() == len(q.ring) {
		q.grow()
	}
	position := q.end
	q.end++
	q.ring[int(position)&(len(q.ring)-1)] = item
	return position
}

// pop drops the first item.
func (q *deque[T]) pop() { q.first++ }

func (q *deque[T]) grow() {
	larger := make([]T, max(minDeque, 2*len(q.ring)))
	for i := q.first; i != q.end; i++ {
		larger[int(i)&(len(larger)-1)] = *q.at(i)
	}
	q.ring = larger
}

// oversized reports whether the ring is larger than that of a few items.
func (q *deque[T]) oversized() bool { return len(q.ring) > minDeque }

// shrink frees the ring of an empty queue.
func (q *deque[T]) shrink() {
	if q.size() == 0 {
		q.ring = nil
	}
}
