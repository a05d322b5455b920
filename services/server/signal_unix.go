//go:build unix

package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// countOnSignal prints the counters at each SIGUSR1 until ctx ends. The channel that it returns
// is closed once the goroutine has ended.
func (s *Server) countOnSignal(ctx context.Context) <-chan struct{} {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1)
	done := make(chan struct{})
	go func() { // ends with ctx
		defer close(done)
		defer signal.Stop(signals)
		for {
			select {
			case <-signals:
				s.printCounters()
			case <-ctx.Done():
				return
			}
		}
	}()
	return done
}
