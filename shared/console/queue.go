package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
)

// maxWaiting bounds how many bytes wait for the reader.
const maxWaiting = 1 << 20

// ErrUnread is what Flush returns if nobody read what was written.
var ErrUnread = errors.New("nobody reads the output")

// Queue is an io.Writer that never blocks: a pager that waits, a terminal that hangs or a log that nobody collects
// must not stop a program from hearing its network, its signals and its keys. A chunk, which is what one call of
// Write brings, is written whole
// or dropped whole. Its methods may be called from several goroutines at once.
type Queue struct {
	w      io.Writer
	limit  int
	notice func(lost int) string

	failed chan struct{} // closed with the first error
	done   chan struct{} // closed when the goroutine has ended
	more   chan struct{} // something has changed; holds one

	mu     sync.Mutex
	chunks [][]byte
	size   int // of chunks, and of the one that is being written
	lost   int // chunks dropped since the last notice
	closed bool
	err    error
	empty  chan struct{} // closed when nothing waits; nil while nobody wants to know
}

// NewQueue returns a Queue that writes to w. Where chunks had to be dropped, the text that notice returns takes
// their place; it is called from a goroutine of the Queue. The caller must Close it.
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

// Write takes a copy of p. Its error is the first one of the file, from a Write before.
func (q *Queue) Write(p []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.err != nil:
		return 0, q.err
	case len(p) == 0:
	case q.lost > 0 || q.size > 0 && q.size+len(p) > q.limit:
		// After a loss everything is dropped until there is room for the notice: it stands where the gap is.
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

// Failed is closed when the file could not be written: nobody can read any more.
func (q *Queue) Failed() <-chan struct{} { return q.failed }

// Flush waits until everything is written, and returns the file's first error. It returns ErrUnread if
// ctx ends first.
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

// Close ends the Queue, without waiting, once what it holds is written. Flush goes before it.
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

// written accounts for a chunk, and fills a gap with a notice.
func (q *Queue) written(chunk []byte) {
	q.mu.Lock()
	q.size -= len(chunk)
	lost := q.lost
	room := q.size <= q.limit/2
	q.mu.Unlock()
	var notice []byte
	if lost > 0 && room {
		notice = []byte(q.notice(lost)) // may take locks of those who hold them while they Write
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
