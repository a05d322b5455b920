package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// The exit codes. They are part of the command line's interface: see --help.
const (
	exitOther       = 1
	exitUsage       = 2
	exitPassword    = 3
	exitName        = 4
	exitServer      = 5
	exitInterrupted = 130
)

// exitHelp is what --help says about them.
const exitHelp = `Exit codes:
  0    left by wish
  2    wrong use
  3    the server refused the password, and nobody could be asked for another
  4    the server refused the name, and nobody could be asked for another
  5    no server there, or it went silent, or what was said was not seen
  130  interrupted before joining
  1    anything else`

// errInterrupted is why a context ended that Ctrl-C or a signal ended.
var errInterrupted = errors.New("interrupted")

// ending is an end that is no success: a code, a sentence and a hint.
type ending struct {
	code     int
	sentence string
	hint     string
}

// Error is the sentence.
func (e *ending) Error() string { return e.sentence }

// end makes an ending of a problem.
func end(code int, p lang.Problem, args ...any) *ending {
	return &ending{code: code, sentence: printable.Text(fmt.Sprintf(p.Sentence, args...)), hint: p.Hint}
}

// wrong is an end by wrong use.
func wrong(p lang.Problem, args ...any) error { return end(exitUsage, p, args...) }

// explain makes an ending of an error that came while joining as name; nil stays nil.
func (s *settings) explain(ctx context.Context, name string, err error) error {
	t := s.texts
	var done *ending
	var unusable *chat.NameError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &done):
		return done
	case errors.Is(err, io.EOF), errors.Is(context.Cause(ctx), errInterrupted):
		return end(exitInterrupted, t.Interrupted)
	case errors.Is(err, chat.ErrPassword):
		return end(exitPassword, t.PasswordRefused)
	case errors.As(err, &unusable):
		return end(exitName, t.NameUnusable, name)
	case errors.Is(err, chat.ErrName):
		return end(exitName, t.NameRefused, name)
	case errors.Is(err, chat.ErrUnseen):
		return end(exitServer, t.NotSeen)
	case errors.Is(err, chat.ErrNoServer), errors.Is(err, context.DeadlineExceeded):
		return end(exitServer, t.NoServer, s.server)
	}
	return end(exitOther, t.Unexpected, err)
}

// report tells a person how it ended and returns the exit code.
func report(w io.Writer, t *lang.Texts, err error) int {
	var e *ending
	switch {
	case err == nil:
		return 0
	case !errors.As(err, &e):
		e = end(exitOther, t.Unexpected, err)
	}
	fmt.Fprintf(w, "%s\nhint: %s\n", e.sentence, e.hint)
	return e.code
}
