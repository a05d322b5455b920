package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// errInterrupted is the cause of a context that Ctrl-C or a signal ended.
var errInterrupted = errors.New("interrupted")

// endings watches for what ends a command from outside.
type endings struct {
	ctx     context.Context // ends with errInterrupted or errOutput
	cancel  context.CancelCauseFunc
	running sync.WaitGroup
}

// catch returns endings whose context ends at a signal that asks the program to go, or with parent. The caller
// must call stop.
func catch(parent context.Context) *endings {
	e := new(endings)
	e.ctx, e.cancel = context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signal.Notify(signals, syscall.SIGHUP) // the terminal has closed
	}
	e.running.Add(1)
	// Ends with ctx.
	go func() {
		defer e.running.Done()
		defer signal.Stop(signals)
		select {
		case <-signals:
			e.interrupt()
		case <-e.ctx.Done():
		}
	}()
	return e
}

// interrupt ends the context as a signal does.
func (e *endings) interrupt() { e.cancel(errInterrupted) }

// endWith ends the context when an output has failed.
func (e *endings) endWith(failed <-chan struct{}) {
	e.running.Add(1)
	// Ends with ctx.
	go func() {
		defer e.running.Done()
		select {
		case <-failed:
			e.cancel(errOutput)
		case <-e.ctx.Done():
		}
	}()
}

// stop ends the watching, and reports whether the context had ended before.
func (e *endings) stop() (ended bool) {
	ended = e.ctx.Err() != nil
	e.cancel(nil)
	e.running.Wait()
	return ended
}
