package journal

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/printable"
)

// Format is the log's format.
type Format string

// The formats.
const (
	Text Format = "text" // for people
	JSON Format = "json" // one object a line
)

// queueLength is how many entries the queue holds for a blocked writer.
const queueLength = 4096

// Journal is the log. All methods are safe for concurrent use.
type Journal struct {
	queue   chan entry
	handler slog.Handler
	tally   *tally.Tally
	done    chan struct{}
	stop    chan struct{}
	once    sync.Once
	broken  func(error) // set to nil after the call
}

// entry is a note or, if the note has no kind, a record.
type entry struct {
	note   turn.Note
	record slog.Record
}

// New starts a log that writes to w. Close ends it. Failed writes (full disk, closed pipe) are counted. On the first
// one the log's goroutine calls broken, if it is not nil.
func New(w io.Writer, f Format, verbose bool, t *tally.Tally, broken func(error)) *Journal {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	var handler slog.Handler = newHuman(w, level)
	if f == JSON {
		handler = slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})
	}
	j := &Journal{queue: make(chan entry, queueLength), handler: handler, tally: t, broken: broken,
		done: make(chan struct{}), stop: make(chan struct{})}
	go j.write() // ends when Close closes stop
	return j
}

// Note appends a note. It never blocks: if the queue is full, the note is dropped and counted.
func (j *Journal) Note(n turn.Note) { j.put(entry{note: n}) }

// Logger returns a logger that appends to the same queue.
func (j *Journal) Logger() *slog.Logger { return slog.New(queued{j, j.handler}) }

func (j *Journal) put(e entry) {
	select {
	case j.queue <- e:
	default:
		j.tally.Inc(tally.DroppedLogQueue)
	}
}

// Close writes what is queued, for at most patience. A writer that is blocked for longer keeps the goroutine alive until
// it returns.
func (j *Journal) Close(patience time.Duration) {
	j.once.Do(func() { close(j.stop) })
	select {
	case <-j.done:
	case <-time.After(patience):
	}
}

// write is the log's goroutine.
func (j *Journal) write() {
	defer close(j.done)
	for {
		select {
		case e := <-j.queue:
			j.one(e)
		case <-j.stop:
			for {
				select {
				case e := <-j.queue:
					j.one(e)
				default:
					return
				}
			}
		}
	}
}

func (j *Journal) one(e entry) {
	r := e.record
	if e.note.Kind != 0 {
		r = record(e.note)
	}
	ctx := context.Background()
	if !j.handler.Enabled(ctx, r.Level) {
		return
	}
	if err := j.handler.Handle(ctx, r); err != nil {
		j.tally.Inc(tally.DroppedLogWrite)
		if j.broken != nil {
			j.broken(err)
			j.broken = nil
		}
	}
}

// record converts a note to a record: the sentence, and its parts as attributes for JSON.
func record(n turn.Note) slog.Record {
	level := slog.LevelInfo
	if n.Kind == turn.NoteDropped || n.Kind == turn.NoteUnnamed {
		level = slog.LevelWarn
	}
	r := slog.NewRecord(n.At, level, n.Sentence(), 0)
	r.AddAttrs(slog.String(keyEvent, n.Kind.String()))
	if n.From.IsValid() {
		r.AddAttrs(slog.String(keyFrom, n.From.String()))
	}
	if n.Name != "" {
		r.AddAttrs(slog.String("name", printable.Text(n.Name)))
	}
	if n.Text != "" {
		r.AddAttrs(slog.String("text", n.Text))
	}
	if n.Why != 0 {
		r.AddAttrs(slog.String("why", n.Why.Label()))
	}
	if n.Err != nil {
		r.AddAttrs(slog.String("error", n.Err.Error()))
	}
	switch n.Kind {
	case turn.NoteSaid:
		r.AddAttrs(slog.Int("to", n.Count))
	case turn.NoteJoined, turn.NoteLeft:
		r.AddAttrs(slog.Int("members", n.Count))
	case turn.NoteWrong:
		r.AddAttrs(slog.Int("tries", n.Count), slog.String("wait", n.Wait.String()))
	}
	return r
}

// queued is the handler behind Logger.
type queued struct {
	j     *Journal
	inner slog.Handler // only for Enabled
}

// Enabled implements slog.Handler.
func (q queued) Enabled(ctx context.Context, l slog.Level) bool { return q.inner.Enabled(ctx, l) }

// Handle implements slog.Handler. It never blocks.
func (q queued) Handle(_ context.Context, r slog.Record) error {
	q.j.put(entry{record: r.Clone()})
	return nil
}

// WithAttrs implements slog.Handler. It does nothing: the server's records carry their own attributes.
func (q queued) WithAttrs([]slog.Attr) slog.Handler { return q }

// WithGroup implements slog.Handler. It does nothing, as WithAttrs.
func (q queued) WithGroup(string) slog.Handler { return q }
