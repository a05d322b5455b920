package chat

import "time"

// queueLen is how many events the queue holds for a slow reader before it drops some.
const queueLen = 256

// queue is a Room's bounded stream of events. One goroutine puts; any goroutine may read. When a reader falls behind,
// the queue drops and counts events, and a Missed event reports the count as soon as there is room. It reserves two
// places, so that Missed and Ended always fit.
type queue struct {
	ch     chan Event
	missed int
}

func newQueue() *queue { return &queue{ch: make(chan Event, queueLen+2)} }

// put adds an event, or drops and counts it. It never blocks.
func (q *queue) put(e Event) {
	q.tell(e.At)
	if q.missed > 0 || len(q.ch) >= queueLen {
		q.missed++
		return
	}
	q.ch <- e
}

// tell reports the count of dropped events once there is room for Missed and one more event.
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
