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

// MemoryMiB is the resident memory of the container's main process in MiB. Other processes may be there for a
// moment, such as the image's health check.
func (s *Sandbox) MemoryMiB() int {
	s.t.Helper()
	pid := strconv.Itoa(s.pid())
	result, err := s.docker.ContainerTop(context.Background(), s.ctr.GetContainerID(), client.ContainerTopOptions{Arguments: []string{"-o", "pid,rss"}})
	if err != nil {
		s.t.Fatalf("the processes of %s: %v", s.name, err)
	}
	for _, row := range result.Processes {
		if len(row) != 2 || row[0] != pid {
			continue
		}
		kib, err := strconv.Atoi(row[1])
		if err != nil {
			s.t.Fatalf("the memory of %s: %v", s.name, err)
		}
		return kib >> 10
	}
	s.t.Fatalf("process %s of %s is not among %v", pid, s.name, result.Processes)
	return 0
}

// pid is the process id of the container's main process, as this machine has it.
func (s *Sandbox) pid() int {
	s.t.Helper()
	inspect, err := s.ctr.Inspect(context.Background())
	if err != nil {
		s.t.Fatalf("inspecting %s: %v", s.name, err)
	}
	if inspect.State == nil || inspect.State.Pid == 0 {
		s.t.Fatalf("%s does not run; it printed\n%s", s.name, s.printed)
	}
	return inspect.State.Pid
}

// Prints waits until a line contains part.
func (s *Sandbox) Prints(part string) {
	s.t.Helper()
	if _, err := s.printed.Await(0, patience, func(line string) bool { return strings.Contains(line, part) }); err != nil {
		s.t.Fatalf("%s does not print %q: %v; it printed\n%s", s.name, part, err, s.printed)
	}
}
