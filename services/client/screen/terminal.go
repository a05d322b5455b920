package screen

import (
	"cmp"
	"context"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
	"obrolan/shared/console"
)

// Terminal is a Screen for a person: what happens scrolls by above the line that is being
// typed. It is in raw mode from OpenTerminal to Close. What is typed while nothing is asked
// waits, unseen, for the next question.
type Terminal struct {
	in, out   *os.File
	queue     *console.Queue // to out
	look      look
	interrupt func()
	cooked    *term.State

	lines   chan Line
	ahead   *keyQueue
	done    chan struct{}
	close   sync.Once
	running sync.WaitGroup

	mu     sync.Mutex // guards what follows, and the order of writes
	mode   mode
	row    row
	editor editor
}

// mode is what a line that is typed means.
type mode uint8

const (
	idle    mode = iota // nothing: keys wait
	asking              // an answer; it stays on the screen
	secret              // an answer that is never on the screen
	talking             // a message; the room sends it back, so the line is cleared
)

// OpenTerminal puts the terminal into raw mode, and asks it to mark what is pasted. interrupt is called
// when Ctrl-C is pressed, from another goroutine; color allows colours. The caller must Close the
// Terminal on every way out.
func OpenTerminal(in, out *os.File, t *lang.Texts, color bool, interrupt func()) (*Terminal, error) {
	cooked, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, err
	}
	s := &Terminal{
		in: in, out: out, look: look{texts: t, color: color}, interrupt: interrupt, cooked: cooked,
		lines: make(chan Line, 16), ahead: newKeyQueue(), done: make(chan struct{}),
	}
	s.queue = console.NewQueue(out, s.missed)
	s.write(pasteOn)
	// Ends when the input does; after Close at the next key, or with the process.
	go s.read()
	s.running.Add(1)
	// Ends with Close, or after the input has ended.
	go s.edit()
	s.watch()
	return s, nil
}

// redraw returns what draws the prompt and the half-typed line, in the place of what is there.
func (s *Terminal) redraw() string {
	if s.mode == idle {
		return ""
	}
	width, above := s.width(), ""
	if s.mode == talking {
		s.row.shorten(width)
	} else {
		above = s.row.fit(width)
	}
	if s.mode == secret {
		return above + s.row.draw(width, "", "")
	}
	left, right := s.editor.window(s.row.room(width))
	return above + s.row.draw(width, left, right)
}

func (s *Terminal) width() int {
	if width, _, err := term.GetSize(int(s.out.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// show puts a line above the prompt, broken between words with an indent.
func (s *Terminal) show(line string, indent int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.write(s.above(line, indent) + s.redraw())
}

// above returns what puts a line in the place of the prompt, which is to be drawn again below it.
func (s *Terminal) above(line string, indent int) string {
	width, erased := s.width(), ""
	if s.row.drawn {
		erased = s.row.erase(width)
	}
	return erased + wrap(line, width, indent) + "\r\n"
}

// write does not wait for the terminal: one that hangs must not stop anything.
func (s *Terminal) write(text string) error {
	_, err := io.WriteString(s.queue, text)
	return err
}

// missed returns what tells of writes that the terminal was too slow for.
func (s *Terminal) missed(count int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	line, _ := s.look.event(chat.Event{Kind: chat.Missed, At: time.Now(), Count: count})
	return s.above(line, eventIndent) + s.redraw()
}

// flushTime is how long a terminal that hangs is waited for.
const flushTime = time.Second

// flush waits until the terminal has what was written.
func (s *Terminal) flush() error {
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	return s.queue.Flush(ctx)
}

// Failed is closed when the terminal can't be written any more.
func (s *Terminal) Failed() <-chan struct{} { return s.queue.Failed() }

// expect draws a prompt for what is typed from now on, and for what waits.
func (s *Terminal) expect(m mode, prompt string) {
	s.mu.Lock()
	s.mode = m
	s.row.ask(prompt)
	s.write(s.redraw())
	s.mu.Unlock()
	s.ahead.signal()
}

func (s *Terminal) answer(ctx context.Context, m mode, prompt string) (string, error) {
	s.expect(m, prompt)
	select {
	case line, ok := <-s.lines:
		if !ok {
			return "", io.EOF
		}
		return line.Text, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// Ask shows a prompt and returns what is typed; the answer stays on the screen. It returns
// io.EOF after Ctrl-D, and the context's cause when that ends.
func (s *Terminal) Ask(ctx context.Context, prompt string) (string, error) {
	return s.answer(ctx, asking, prompt)
}

// AskSecret is Ask without an echo.
func (s *Terminal) AskSecret(ctx context.Context, prompt string) (string, error) {
	return s.answer(ctx, secret, prompt)
}

// Talk makes every line from now on a message: it goes to Lines, and to the history that the arrow keys browse.
func (s *Terminal) Talk(prompt string) { s.expect(talking, prompt) }

// Lines is what is typed after Talk.
func (s *Terminal) Lines() <-chan Line { return s.lines }

// Event shows what happened above the line that is being typed.
func (s *Terminal) Event(ev chat.Event) error {
	if line, ok := s.look.event(ev); ok {
		return s.show(line, eventIndent)
	}
	return nil
}

// Print shows a line of the client itself.
func (s *Terminal) Print(text string) { s.show(text, 0) }

// Interactive is true: a person reads.
func (s *Terminal) Interactive() bool { return true }

// Quiet takes the prompt of Talk away: what is typed from now on waits.
func (s *Terminal) Quiet() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write(s.quiet())
}

func (s *Terminal) quiet() (text string) {
	switch {
	case s.row.drawn && s.mode == talking:
		text = s.row.erase(s.width())
	case s.row.drawn: // a question without an answer stays
		text = "\r\n"
	}
	s.mode, s.row.drawn = idle, false
	return text
}

// Close takes the prompt away and gives the terminal back as it was. Its error says also what could not
// be written, or console.ErrUnread if the terminal hangs.
func (s *Terminal) Close() error {
	var err error
	s.close.Do(func() {
		s.mu.Lock()
		s.write(s.quiet() + pasteOff)
		s.mu.Unlock()
		close(s.done)
		s.running.Wait()
		err = s.flush()
		s.queue.Close()
		err = cmp.Or(err, term.Restore(int(s.in.Fd()), s.cooked))
	})
	return err
}

// restoreOnPanic is deferred by each goroutine of the Terminal, so that the stack trace can be read.
// It takes no lock: the one who panics may hold it.
func (s *Terminal) restoreOnPanic() {
	if r := recover(); r != nil {
		s.write(pasteOff)
		s.flush()
		term.Restore(int(s.in.Fd()), s.cooked)
		panic(r)
	}
}
