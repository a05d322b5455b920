//go:build !unix

package main

import "context"

// countOnSignal does nothing on systems without SIGUSR1: --metrics shows the counters.
func (s *Server) countOnSignal(context.Context) <-chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}
