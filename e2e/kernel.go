package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// datagrams are the kernel's counters for the UDP sockets of a container.
type datagrams struct {
	Read uint64 // read by a program
	Lost uint64 // dropped on arrival, since a socket's buffer was full
}

// kernel reads the counters of a running container's network namespace.
type kernel struct {
	t    testing.TB
	snmp string // the file with its counters
}

// Kernel gives access to the counters of the container's network, until the container ends.
func (s *Sandbox) Kernel() kernel {
	s.t.Helper()
	return kernel{t: s.t, snmp: fmt.Sprintf("/proc/%d/net/snmp", s.pid())}
}

// Datagrams reads the counters (proc_net(5), /proc/net/snmp).
func (k kernel) Datagrams() datagrams {
	k.t.Helper()
	text, err := os.ReadFile(k.snmp)
	if err != nil {
		k.t.Fatalf("the kernel's counters: %v", err)
	}
	counters, err := parseDatagrams(string(text))
	if err != nil {
		k.t.Fatalf("the kernel's counters: %v", err)
	}
	return counters
}

// parseDatagrams reads the second line about UDP; the first one holds the names:
//
//	Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors …
//	Udp: 356378 557 207507 664837 207507 …
func parseDatagrams(snmp string) (datagrams, error) {
	const names = "Udp: InDatagrams NoPorts InErrors "
	_, numbers, found := strings.Cut(snmp, names)
	if !found {
		return datagrams{}, fmt.Errorf("no line that starts with %q in %q", names, snmp)
	}
	_, numbers, _ = strings.Cut(numbers, "\n")
	var counters datagrams
	var noPort uint64
	if _, err := fmt.Sscanf(numbers, "Udp: %d %d %d ", &counters.Read, &noPort, &counters.Lost); err != nil {
		return datagrams{}, fmt.Errorf("reading %q: %w", numbers, err)
	}
	return counters, nil
}
