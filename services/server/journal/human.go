package journal

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"

	"obrolan/shared/printable"
)

// The attributes to which the text format gives columns. All others appear only in JSON: the sentence repeats them.
const (
	keyEvent = "event"
	keyFrom  = "from"
)

// human writes one line a record: time, kind, sentence, address.
//
//	15:04:05  join      juri came in (members: 3)  [172.18.0.3:8412]
type human struct {
	level slog.Level
	mu    *sync.Mutex // guards w and line
	w     io.Writer
	line  *strings.Builder
}

func newHuman(w io.Writer, level slog.Level) *human {
	return &human{level: level, mu: new(sync.Mutex), w: w, line: new(strings.Builder)}
}

// Enabled implements slog.Handler.
func (h *human) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

// Handle implements slog.Handler. It makes all text safe for a terminal.
func (h *human) Handle(_ context.Context, r slog.Record) error {
	verb, from := strings.ToLower(r.Level.String()), ""
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case keyEvent:
			verb = a.Value.String()
		case keyFrom:
			from = a.Value.String()
		}
		return true
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	h.line.Reset()
	h.line.WriteString(r.Time.Format("15:04:05  "))
	h.line.WriteString(verb)
	for range max(1, 10-len(verb)) {
		h.line.WriteByte(' ')
	}
	h.line.WriteString(printable.Text(r.Message))
	if from != "" {
		h.line.WriteString("  [" + printable.Text(from) + "]")
	}
	h.line.WriteByte('\n')
	_, err := io.WriteString(h.w, h.line.String())
	return err
}

// WithAttrs implements slog.Handler. It does nothing: the server's records carry their own attributes.
func (h *human) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler. It does nothing, as WithAttrs.
func (h *human) WithGroup(string) slog.Handler { return h }
