package screen

import "sync"

// keyQueue holds the keys that were pressed and not used yet. It never makes the keyboard wait, so that
// Ctrl-C is heard while nothing is asked and while the room takes no lines: what is beyond maxAhead is lost, and counted.
type keyQueue struct {
	wake chan struct{} // there may be something new: a key, the end, or a use for keys that wait

	mu     sync.Mutex
	keys   []key
	lost   int
	closed bool // no more keys come
}

// maxAhead bounds how many keys wait.
const maxAhead = 1 << 16

func newKeyQueue() *keyQueue { return &keyQueue{wake: make(chan struct{}, 1)} }

func (q *keyQueue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *keyQueue) add(keys []key) {
	q.mu.Lock()
	for _, k := range keys {
		if len(q.keys) < maxAhead || k == keyPasteEnd {
			q.keys = append(q.keys, k)
		} else {
			q.lost++
		}
	}
	q.mu.Unlock()
	q.signal()
}

func (q *keyQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.signal()
}

// take removes the first key; last tells that no other waits.
func (q *keyQueue) take() (k key, last, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.keys) == 0 {
		return 0, false, false
	}
	k = q.keys[0]
	if q.keys = q.keys[1:]; len(q.keys) == 0 {
		q.keys = nil
	}
	return k, q.keys == nil, true
}

// takeLost returns how many keys were lost since it was last called.
func (q *keyQueue) takeLost() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.lost
	q.lost = 0
	return n
}

// over tells that no key waits and none will come.
func (q *keyQueue) over() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && len(q.keys) == 0
}
