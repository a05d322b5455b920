package chat

import "time"

// queueLen is how many events wait for a reader before it misses some.
const queueLen = 256

// queue is the bounded stream of events of a Room. One goroutine puts, any reads. When a
// reader falls behind, events are dropped and counted, and Missed says how many as soon as there
// is room; two places are kept back so that the end is always told.
type queue struct {
	ch     chan Event
	missed int
}

func newQueue() *queue { return &queue{ch: make(chan Event, queueLen+2)} }

// put adds an event, or counts it as missed. It never blocks.
func (q *queue) put(e Event) {
	q.tell(e.At)
	if q.missed > 0 || len(q.ch) >= queueLen {
		q.missed++
		return
	}
	q.ch <- e
}

// tell reports what was missed once there is room for that and one event more.
func (q *queue) tell(now time.Time) {
	if q.missed > 0 && len(q.ch) < queueLen-1 {
		q.ch <- Event{Kind: Missed, At: now, Count: q.missed}
		q.missed = 0
	}
}

// end adds the last event and closes the stream.
func (q *queue) end(e Event) {
	if q.missed > 0 {
		q.ch <- Event{Kind: Missed, At: e.At, Count: q.missed}
		q.missed = 0
	}
	q.ch <- e
	close(q.ch)
}
