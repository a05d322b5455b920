//go:build linux

package bare

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"time"

	"obrolan/bench/process"
)

// childEnv is set in the environment of a child process.
const childEnv = "OBROLAN_BENCH_BARE"

// plan is the datagrams that a child sends, and their destinations.
type plan struct {
	Addrs     []netip.AddrPort
	Datagrams [][][]byte // by line, then by member
}

// Result is the result of one order to a child.
type Result struct {
	Sent    int           // datagrams that the system accepted
	Failed  int           // datagrams that it rejected
	Elapsed time.Duration // from before the first to after the last
	CPU     time.Duration // the child's CPU time meanwhile
	Err     string        // why the child stopped early, or ""
}

// BeChild runs the child and exits if Start has started this process; otherwise it does nothing.
func BeChild() {
	if os.Getenv(childEnv) == "" {
		return
	}
	if err := child(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bare sender:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child reads a plan and carries out orders until its input ends.
func child(in io.Reader, out io.Writer) error {
	orders, results := gob.NewDecoder(in), gob.NewEncoder(out)
	var p plan
	if err := orders.Decode(&p); err != nil {
		return err
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	defer conn.Close()
	for {
		var d time.Duration
		switch err := orders.Decode(&d); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := results.Encode(send(conn, p, d)); err != nil {
			return err
		}
	}
}

// send writes line after line to all members for a time d, in whole lines.
func send(conn *net.UDPConn, p plan, d time.Duration) (r Result) {
	before, err := process.CPU(os.Getpid())
	start := time.Now()
	for line := 0; err == nil && r.Elapsed < d; line = (line + 1) % len(p.Datagrams) {
		for member, datagram := range p.Datagrams[line] {
			if _, err := conn.WriteToUDPAddrPort(datagram, p.Addrs[member]); err != nil {
				r.Failed++
				continue
			}
			r.Sent++
		}
		r.Elapsed = time.Since(start)
	}
	after, err2 := process.CPU(os.Getpid())
	if err := errors.Join(err, err2); err != nil {
		r.Err = err.Error()
	}
	r.CPU = after - before
	return r
}
