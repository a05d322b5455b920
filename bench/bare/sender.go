//go:build linux

package bare

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"time"

	"obrolan/bench/process"
)

// Sender is a child process. It is not safe for concurrent use.
type Sender struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	orders  *gob.Encoder
	results chan Result // closed when the child has ended
}

// Start starts a child that sends one datagram for each line and member, to addrs, by member. It copies datagrams. Stop must
// follow.
func Start(datagrams [][][]byte, addrs []netip.AddrPort) (*Sender, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &Sender{cmd: exec.Command(binary), results: make(chan Result)}
	s.cmd.Env = append(os.Environ(), childEnv+"=1")
	s.cmd.Stderr = os.Stderr
	process.Tether(s.cmd)
	stdin, err := s.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.stdin, s.orders = stdin, gob.NewEncoder(stdin)
	go func() { // ends when the child does, or closes its stdout
		defer close(s.results)
		results := gob.NewDecoder(stdout)
		for {
			var r Result
			if results.Decode(&r) != nil {
				return
			}
			s.results <- r
		}
	}()
	if err := s.orders.Encode(plan{addrs, datagrams}); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Send makes the child send for a time and returns at once.
func (s *Sender) Send(d time.Duration) error { return s.orders.Encode(d) }

// Result returns the result of the last Send; ok is false while the child is sending.
func (s *Sender) Result() (r Result, ok bool, err error) {
	select {
	case r, open := <-s.results:
		if !open {
			return r, false, errors.New("the bare sender has ended")
		}
		if r.Err != "" {
			return r, false, fmt.Errorf("the bare sender: %s", r.Err)
		}
		return r, true, nil
	default:
		return r, false, nil
	}
}

// Stop ends the child after its current order.
func (s *Sender) Stop() error {
	err := s.stdin.Close()
	for range s.results { // drain
	}
	return errors.Join(err, s.cmd.Wait())
}
