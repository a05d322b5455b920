package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"golang.org/x/term"

	"obrolan/shared/console"
)

// flushTime is how long the end of a program that was told to go waits for its readers.
const flushTime = time.Second

// errOutput is the cause of a context that ended because the output could not be written.
var errOutput = errors.New("the output can't be written")

// openOutput puts queues before standard output and standard error, so that nobody ever waits for their readers.
func (p *program) openOutput() {
	missed := func(lines int) string { return fmt.Sprintf("* missed: %d\n", lines) }
	p.stdout, p.stderr = console.NewQueue(p.out, missed), console.NewQueue(p.err, missed)
}

// report prints what err is to a person, once the output is written, and returns the exit code.
func (p *program) report(err error) int {
	if written := p.written(p.flush(p.stdout)); err == nil {
		err = written
	}
	code := console.Report(p.stderr, err, func(err error) *console.Problem {
		return problem(exitOther, p.texts.Unexpected, err)
	})
	p.hurry = true // the last words are not worth more
	p.flush(p.stderr)
	p.stdout.Close()
	p.stderr.Close()
	return code
}

// flush waits until the reader has what was written for it. A signal ends that: it is not caught any more, or
// was the reason to hurry.
func (p *program) flush(q *console.Queue) error {
	ctx := context.Background()
	if p.hurry {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, flushTime)
		defer cancel()
	}
	return q.Flush(ctx)
}

// written makes a Problem of the error of an output. That its reader has gone is not one: a pipe has been closed,
// or a terminal hung up.
func (p *program) written(err error) error {
	switch {
	case err == nil, console.ReaderGone(err), errors.Is(err, syscall.EIO) && term.IsTerminal(int(p.out.Fd())):
		return nil
	case errors.Is(err, console.ErrUnread):
		return problem(exitOther, p.texts.Unread)
	}
	return problem(exitOther, p.texts.Unwritten, console.Reason(err))
}
