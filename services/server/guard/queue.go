package guard

// Queue is a first-in, first-out list from which any item can be removed. The oldest item is dropped when there are too
// many. The links are in the items, so that it allocates nothing. The zero value is empty. It is not safe for
// concurrent use.
type Queue[T any] struct {
	first, last *Place[T]
	len         int
}

// Place is an item's node in a Queue; the item embeds or holds it. A Place is in at most one Queue.
type Place[T any] struct {
	Item          T
	in            *Queue[T]
	before, after *Place[T]
}

// Len returns how many items are queued.
func (q *Queue[T]) Len() int { return q.len }

// First returns the oldest item; ok is false if the queue is empty.
func (q *Queue[T]) First() (item T, ok bool) {
	if q.first == nil {
		return item, false
	}
	return q.first.Item, true
}

// Push appends an item that is in no queue.
func (q *Queue[T]) Push(p *Place[T]) {
	p.before, p.after, p.in = q.last, nil, q
	if q.last != nil {
		q.last.after = p
	} else {
		q.first = p
	}
	q.last = p
	q.len++
}

// IsQueued reports whether the item is in a queue.
func (p *Place[T]) IsQueued() bool { return p.in != nil }

// Leave removes the item from its queue, if any.
func (p *Place[T]) Leave() {
	q := p.in
	if q == nil {
		return
	}
	if p.before != nil {
		p.before.after = p.after
	} else {
		q.first = p.after
	}
	if p.after != nil {
		p.after.before = p.before
	} else {
		q.last = p.before
	}
	p.before, p.after, p.in = nil, nil, nil
	q.len--
}
