package e2e

import (
	"context"
	"strconv"
	"strings"

	"github.com/moby/moby/client"
)

// NeverPrinted checks that the program has not printed any of the secrets.
func (s *Sandbox) NeverPrinted(secrets ...string) {
	s.t.Helper()
	for _, secret := range secrets {
		if s.printed.Count(func(line string) bool { return strings.Contains(line, secret) }) > 0 {
			s.t.Errorf("%s printed the secret %q\n%s", s.name, secret, s.printed)
		}
	}
}

// MemoryMiB is the container's resident memory in MiB, without the page cache.
func (s *Sandbox) MemoryMiB() int {
	s.t.Helper()
	result, err := s.docker.ContainerTop(context.Background(), s.ctr.GetContainerID(), client.ContainerTopOptions{Arguments: []string{"-o", "pid,rss"}})
	if err != nil || len(result.Processes) != 1 || len(result.Processes[0]) != 2 {
		s.t.Fatalf("the memory of %s: %+v, %v", s.name, result, err)
	}
	kib, err := strconv.Atoi(result.Processes[0][1])
	if err != nil {
		s.t.Fatalf("the memory of %s: %v", s.name, err)
	}
	return kib >> 10
}

// Prints waits until a line contains part.
func (s *Sandbox) Prints(part string) {
	s.t.Helper()
	if _, err := s.printed.Await(0, patience, func(line string) bool { return strings.Contains(line, part) }); err != nil {
		s.t.Fatalf("%s does not print %q: %v; it printed\n%s", s.name, part, err, s.printed)
	}
}
