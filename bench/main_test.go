//go:build linux

package bench

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"obrolan/bench/bare"
	"obrolan/bench/crowd"
	"obrolan/bench/process"
)

// binary is the server that is measured, built from the module around this one.
var binary string

func TestMain(m *testing.M) {
	bare.BeChild()
	flag.Parse()
	os.Exit(run(m))
}

// run builds the server, runs what was asked for, and removes the build.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "obrolan-bench-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() { // ends with the process; so do servers (process.Tether)
		<-interrupted
		os.RemoveAll(dir)
		os.Exit(130)
	}()
	if binary, err = process.Build(context.Background(), "..", dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// start starts a server, which ends with the test.
func start(tb testing.TB, flags ...string) *process.Server {
	tb.Helper()
	s, err := process.Start(binary, tb.TempDir(), flags...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Stop(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// open opens a crowd, which ends with the test, before the server that it talks to.
func open(tb testing.TB, s *process.Server, members int) *crowd.Crowd {
	tb.Helper()
	c, err := crowd.Open(members, s.Addr, process.Password)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	return c
}

// enter opens a crowd and has it join.
func enter(tb testing.TB, s *process.Server, members int) (*crowd.Crowd, crowd.Storm) {
	tb.Helper()
	c := open(tb, s, members)
	storm, err := c.Join()
	if err == nil {
		err = storm.Err()
	}
	if err != nil {
		tb.Fatalf("%v\nthe server dropped %s; its log:\n%s", err, dropped(s), s.Log())
	}
	return c, storm
}

// dropped says what the server has dropped, and what the system has for want of room in the server's receive buffer.
func dropped(s *process.Server) string {
	counters, err := s.Counters()
	if err != nil {
		return err.Error()
	}
	n, err := process.SocketDrops(s.Addr)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s (and its socket, in the system, %d)", counters.Dropped(), n)
}

// cpu reads a process's clock; its difference is processor time.
func cpu(tb testing.TB, pid int) (now float64) {
	tb.Helper()
	d, err := process.CPU(pid)
	if err != nil {
		tb.Fatal(err)
	}
	return d.Seconds()
}
