package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"obrolan/services/client/lang"
	"obrolan/services/client/talk"
	"obrolan/shared/chat"
	"obrolan/shared/console"
)

// The exit codes. They are part of the command line's interface: see --help.
const (
	exitOther       = console.ExitFailed
	exitUsage       = console.ExitUsage
	exitPassword    = 3
	exitName        = 4
	exitServer      = 5
	exitInterrupted = 130
)

// exitHelp is what --help says about them.
const exitHelp = `Exit codes:
  0    left as wanted
  2    wrong use
  3    the server refused the password, and nobody could be asked for another
  4    the server refused the name, and nobody could be asked for another
  5    no server there, or it went silent, or what was said was not seen
  130  interrupted before joining
  1    anything else, such as a message that can't be said or output that can't be written`

// problem makes a Problem of an explanation in the person's language.
func problem(code int, e lang.Explanation, args ...any) *console.Problem {
	return &console.Problem{Code: code, Sentence: fmt.Sprintf(e.Sentence, args...), Hint: e.Hint}
}

// misuse is a problem with the command line.
func misuse(e lang.Explanation, args ...any) error { return problem(exitUsage, e, args...) }

// explain makes a Problem of an error that came while joining as name; nil stays nil.
func (s *settings) explain(ctx context.Context, name string, err error) error {
	t := s.texts
	var known *console.Problem
	var unusable *chat.NameError
	switch {
	case err == nil, errors.Is(context.Cause(ctx), errOutput): // report says what is wrong with the output
		return nil
	case errors.As(err, &known):
		return known
	case errors.Is(err, io.EOF), errors.Is(context.Cause(ctx), errInterrupted):
		return problem(exitInterrupted, t.Interrupted)
	case errors.Is(err, chat.ErrPassword):
		return problem(exitPassword, t.PasswordRefused)
	case errors.As(err, &unusable):
		return problem(exitName, t.NameUnusable, name)
	case errors.Is(err, chat.ErrHeld):
		return problem(exitName, t.NameHeld, name, s.server)
	case errors.Is(err, chat.ErrName):
		return problem(exitName, t.NameRefused, name)
	case errors.Is(err, talk.ErrUnsaid):
		return problem(exitOther, t.NotSaid)
	case errors.Is(err, chat.ErrUnseen):
		return problem(exitServer, t.NotSeen)
	case errors.Is(err, chat.ErrLocal):
		return problem(exitServer, t.LocalFailure, s.server, t.Reason(err))
	case errors.Is(err, chat.ErrNoRoom):
		return problem(exitServer, t.NoRoom, s.server)
	case errors.Is(err, chat.ErrNoServer), errors.Is(err, context.DeadlineExceeded):
		return problem(exitServer, t.NoServer, s.server)
	}
	return problem(exitOther, t.Unexpected, err)
}
