package main

import (
	"net"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain also lets the test binary be the program, for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(leakChecked{m}, map[string]func(){"server": main})
}

// leakChecked fails a run that leaves goroutines behind.
type leakChecked struct{ m *testing.M }

func (l leakChecked) Run() int {
	code := l.m.Run()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			os.Stderr.WriteString("goroutines are left: " + err.Error() + "\n")
			return 1
		}
	}
	return code
}

func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			// A port that is taken for as long as the script runs, and one that is free.
			taken, err := net.ListenPacket("udp4", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Defer(func() { taken.Close() })
			tcp, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				return err
			}
			free := tcp.Addr().String()
			tcp.Close()
			e.Setenv("TAKEN", taken.LocalAddr().String())
			e.Setenv("FREE", free)
			return nil
		},
	})
}
