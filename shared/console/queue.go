package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
)

// maxWaiting is the queue's size in bytes.
const maxWaiting = 1 << 20

// ErrUnread is returned by Flush if the output was not read in time.
var ErrUnread = errors.New("nobody reads the output")

// Queue is an io.Writer that never blocks. A paused pager, a frozen terminal or an unread log must not stop a program from
// handling its network, signals and keys. It writes or drops the data of one call of Write as a whole. It is safe for
// concurrent use.
type Queue struct {
	w      io.Writer
	limit  int
	notice func(lost int) string

	failed chan struct{} // closed with the first error
	done   chan struct{} // closed when the goroutine has ended
	more   chan struct{} // buffered wake-up for the goroutine

	mu     sync.Mutex
	chunks [][]byte
	size   int // bytes in chunks and in the one being written
	lost   int // chunks dropped since the last notice
	closed bool
	err    error
	empty  chan struct{} // closed when nothing is queued; nil without a waiter
}

// NewQueue returns a Queue that writes to w. The text that notice returns replaces dropped data; a goroutine of the Queue
// calls it. The caller must Close the Queue.
func NewQueue(w io.Writer, notice func(lost int) string) *Queue {
	return newQueue(w, maxWaiting, notice)
}

func newQueue(w io.Writer, limit int, notice func(int) string) *Queue {
	q := &Queue{
		w: w, limit: limit, notice: notice,
		failed: make(chan struct{}), done: make(chan struct{}), more: make(chan struct{}, 1),
	}
	// Ends after Close, once everything is written; after the first error; or, while w blocks, with the process.
	go q.run()
	return q
}

// Write queues a copy of p. It returns the first error of an earlier write to w.
func (q *Queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.err != nil:
		return 0, q.err
	case len(p) == 0:
	case q.lost > 0 || q.size > 0 && q.size+len(p) > q.limit:
		// After a loss, drop everything until the notice fits, so that it marks the gap.
		q.lost++
	default:
		q.push(bytes.Clone(p))
	}
	return len(p), nil
}

func (q *Queue) push(chunk []byte) {
	q.chunks = append(q.chunks, chunk)
	q.size += len(chunk)
	q.wake()
}

func (q *Queue) wake() {
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// Failed returns a channel that is closed after the first write error.
func (q *Queue) Failed() <-chan struct{} { return q.failed }

// Flush waits until everything is written and returns the first write error. It returns ErrUnread if ctx ends first.
func (q *Queue) Flush(ctx context.Context) error {
	q.mu.Lock()
	if q.err == nil && q.size > 0 && q.empty == nil {
		q.empty = make(chan struct{})
	}
	empty, err, waiting := q.empty, q.err, q.size > 0
	q.mu.Unlock()
	if err != nil || !waiting {
		return err
	}
	select {
	case <-empty:
		return nil
	case <-q.failed:
		q.mu.Lock()
		defer q.mu.Unlock()
		return q.err
	case <-ctx.Done():
		return ErrUnread
	}
}

// Close ends the Queue once everything queued is written, and does not wait for that. Call Flush first to wait.
func (q *Queue) Close() error {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wake()
	return nil
}

func (q *Queue) run() {
	defer close(q.done)
	for range q.more {
		for chunk := q.next(); chunk != nil; chunk = q.next() {
			if _, err := q.w.Write(chunk); err != nil {
				q.fail(err)
				return
			}
			q.written(chunk)
		}
		if q.over() {
			return
		}
	}
}

// next returns the oldest chunk, or nil.
func (q *Queue) next() []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.chunks) == 0 {
		return nil
	}
	chunk := q.chunks[0]
	q.chunks[0] = nil
	q.chunks = q.chunks[1:]
	return chunk
}

// written accounts for a written chunk and queues the notice for a gap.
func (q *Queue) written(chunk []byte) {
	q.mu.Lock()
	q.size -= len(chunk)
	lost := q.lost
	room := q.size <= q.limit/2
	q.mu.Unlock()
	var notice []byte
	if lost > 0 && room {
		notice = []byte(q.notice(lost)) // call it unlocked: it may take locks that are held during Write
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if notice != nil {
		q.lost -= lost
		q.push(notice)
	}
	if q.size == 0 && q.empty != nil {
		close(q.empty)
		q.empty = nil
	}
}

func (q *Queue) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err, q.chunks, q.size = err, nil, 0
	close(q.failed)
}

func (q *Queue) over() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed && len(q.chunks) == 0
}
