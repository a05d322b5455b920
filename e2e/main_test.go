package e2e

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// TestMain removes what an interrupted run left, before and after, and when this one is
// interrupted too.
func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	if err := sweep(); err != nil {
		fmt.Fprintf(os.Stderr, "e2e: %v\nhint: make doctor says what is missing\n", err)
		return 1
	}
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() { // ends with the process
		<-interrupted
		_ = sweep()
		os.Exit(130)
	}()
	status := m.Run()
	if err := sweep(); err != nil {
		fmt.Fprintf(os.Stderr, "e2e: clearing up: %v\n", err)
		return 1
	}
	return status
}

func sweep() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return removeLeftovers(ctx)
}
