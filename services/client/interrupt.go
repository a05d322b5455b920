package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// catch returns a context that ends with errInterrupted at a signal that asks the program to
// go, or when interrupt is called.
// Writing to a pipe that nobody reads is an error from now on, and no signal.
func catch(parent context.Context) (ctx context.Context, interrupt func(), stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	interrupt = func() { cancel(errInterrupted) }
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	signal.Ignore(syscall.SIGPIPE)
	done := make(chan struct{})
	// Ends with stop, or when ctx ends.
	go func() {
		select {
		case <-signals:
			interrupt()
		case <-ctx.Done():
		}
		close(done)
	}()
	return ctx, interrupt, func() {
		cancel(nil)
		<-done
		signal.Stop(signals)
	}
}
