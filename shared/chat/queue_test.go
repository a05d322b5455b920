package chat

import "testing"

// TestQueue overflows the queue while the reader is stopped.
func TestQueue(t *testing.T) {
	q := newQueue()
	const dropped = 44
	for range queueLen + dropped {
		q.put(Event{Kind: Said})
	}
	for range 3 {
		<-q.ch
	}
	q.put(Event{Kind: Joined})
	for range queueLen - 3 {
		if e := <-q.ch; e.Kind != Said {
			t.Fatalf("event %v", e.Kind)
		}
	}
	if e := <-q.ch; e.Kind != Missed || e.Count != dropped {
		t.Errorf("event %v of %d", e.Kind, e.Count)
	}
	if e := <-q.ch; e.Kind != Joined {
		t.Errorf("event %v", e.Kind)
	}
}

// TestQueueKeepsTheOrder leaves room for one event after a drop: too little for Missed and the event after it.
func TestQueueKeepsTheOrder(t *testing.T) {
	q := newQueue()
	for range queueLen + 5 {
		q.put(Event{Kind: Said})
	}
	<-q.ch
	q.put(Event{Kind: Joined})
	if n := len(q.ch); n != queueLen-1 {
		t.Fatalf("%d events are queued", n)
	}
	<-q.ch
	q.put(Event{Kind: Left})
	for range queueLen - 2 {
		<-q.ch
	}
	if e := <-q.ch; e.Kind != Missed || e.Count != 6 {
		t.Errorf("event %v of %d", e.Kind, e.Count)
	}
	if e := <-q.ch; e.Kind != Left {
		t.Errorf("event %v", e.Kind)
	}
}

// TestQueueEnds checks that Ended is delivered although the queue is full.
func TestQueueEnds(t *testing.T) {
	q := newQueue()
	for range queueLen + 5 {
		q.put(Event{Kind: Said})
	}
	q.end(Event{Kind: Ended})
	var last, before Event
	n := 0
	for e := range q.ch {
		last, before = e, last
		n++
	}
	if last.Kind != Ended || before.Kind != Missed || before.Count != 5 || n != queueLen+2 {
		t.Errorf("%d events, the last %v and %v of %d", n, last.Kind, before.Kind, before.Count)
	}
}
