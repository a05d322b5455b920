package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
)

// LineTerminal is a Screen for a person at a terminal that can't move its cursor (TERM=dumb), such as a
// shell inside an editor. The terminal itself edits the line, and nothing but text is written.
type LineTerminal struct {
	in   *os.File
	out  io.Writer
	look look
	pipe *Pipe // what is typed and written from Talk on
}

// NewLineTerminal returns a LineTerminal. Writing to out must not block.
func NewLineTerminal(in *os.File, out io.Writer, t *lang.Texts) *LineTerminal {
	return &LineTerminal{in: in, out: out, look: look{texts: t}}
}

// Ask shows a prompt and returns what is typed. It returns io.EOF after Ctrl-D, and the context's cause
// when that ends.
func (s *LineTerminal) Ask(ctx context.Context, prompt string) (string, error) {
	return s.answer(ctx, prompt, s.readLine)
}

// AskSecret is Ask without an echo.
func (s *LineTerminal) AskSecret(ctx context.Context, prompt string) (string, error) {
	before, err := term.GetState(int(s.in.Fd()))
	if err != nil {
		return "", err
	}
	defer term.Restore(int(s.in.Fd()), before) // where ctx ended the asking
	answer, err := s.answer(ctx, prompt, func() (string, error) {
		secret, err := term.ReadPassword(int(s.in.Fd()))
		return string(secret), err
	})
	if err == nil {
		s.Print("") // the line break was not echoed
	}
	return answer, err
}

// answer reads in the background, as nothing can interrupt a read.
func (s *LineTerminal) answer(ctx context.Context, prompt string, read func() (string, error)) (string, error) {
	type result struct {
		line string
		err  error
	}
	io.WriteString(s.out, prompt)
	answers := make(chan result, 1)
	// Ends with the line; after ctx, at the next line or with the process.
	go func() {
		line, err := read()
		answers <- result{line, err}
	}()
	select {
	case a := <-answers:
		return a.line, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// readLine reads byte by byte, and so nothing of the next line.
func (s *LineTerminal) readLine() (string, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < maxPiped; {
		n, err := s.in.Read(one)
		switch {
		case n == 1 && one[0] == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case n == 1:
			line = append(line, one[0])
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", err
		}
	}
	return string(line), nil
}

// Talk makes every line from now on a message or a command. There is no prompt: what happens would stand behind it.
func (s *LineTerminal) Talk(string) { s.pipe = NewPipe(s.in, false, s.out, s.out) }

// Lines is what is typed after Talk.
func (s *LineTerminal) Lines() <-chan Line { return s.pipe.Lines() }

// Event writes what happened, as on any terminal.
func (s *LineTerminal) Event(ev chat.Event) error {
	line, ok := s.look.event(ev)
	if !ok {
		return nil
	}
	_, err := io.WriteString(s.out, line+"\n")
	return err
}

// Print writes a line of the client itself.
func (s *LineTerminal) Print(text string) { fmt.Fprintln(s.out, text) }

// Interactive is true: a person reads.
func (s *LineTerminal) Interactive() bool { return true }

// Quiet does nothing, as there is no prompt.
func (s *LineTerminal) Quiet() {}

// Close stops reading.
func (s *LineTerminal) Close() error {
	if s.pipe != nil {
		return s.pipe.Close()
	}
	return nil
}
