package e2e

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/moby/moby/api/pkg/stdcopy"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// label marks everything that this package creates, so that an interrupted run's remains
// can be found.
const label = "obrolan.e2e"

// patience bounds every wait for something that must happen. Only a failing scenario waits so long. On a busy machine
// each call of the engine, and each program in a container, may take many seconds.
const patience = 2 * time.Minute

// Sandbox is a container that a scenario started, with what it printed.
type Sandbox struct {
	t       testing.TB
	name    string
	ctr     testcontainers.Container
	docker  *testcontainers.DockerClient
	printed *Transcript
	stdin   client.ContainerAttachResult
	copied  chan struct{} // closed when all output has been read
	tty     bool
}

// program says what runs in a Sandbox.
type program struct {
	name    string // for people: juri, server
	image   string
	cmd     []string
	env     map[string]string
	network string // "": as host says
	aliases []string
	tty     bool
	host    func(*container.HostConfig)
}

// run creates a container, attaches to it and starts it, in that order: the first prompt would be missed by attaching
// later.
func run(t testing.TB, p program) *Sandbox {
	t.Helper()
	ctx := t.Context()
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		t.Fatalf("no Docker Engine: %v\nhint: make doctor says what is missing", err)
	}
	var networks []string
	aliases := map[string][]string{}
	if p.network != "" {
		networks, aliases[p.network] = []string{p.network}, p.aliases
	}
	ctr, err := testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{
		ContainerRequest: testcontainers.ContainerRequest{
			Image: p.image, Cmd: p.cmd, Env: p.env, Labels: map[string]string{label: mark},
			Networks: networks, NetworkAliases: aliases,
			ConfigModifier: func(c *container.Config) {
				c.Tty, c.OpenStdin, c.StdinOnce = p.tty, true, true
				c.AttachStdin, c.AttachStdout, c.AttachStderr = true, true, true
			},
			HostConfigModifier: p.host,
		},
	})
	if err != nil {
		t.Fatalf("creating %s from %s: %v\nhint: make images builds the images", p.name, p.image, err)
	}
	s := &Sandbox{t: t, name: p.name, ctr: ctr, docker: docker, printed: NewTranscript(), copied: make(chan struct{}), tty: p.tty}
	t.Cleanup(s.remove)
	s.attach(ctx)
	if err := ctr.Start(ctx); err != nil {
		t.Fatalf("starting %s: %v", p.name, err)
	}
	return s
}

// attach connects to the container's streams.
func (s *Sandbox) attach(ctx context.Context) {
	s.t.Helper()
	streams, err := s.docker.ContainerAttach(ctx, s.ctr.GetContainerID(), client.ContainerAttachOptions{Stream: true, Stdin: true, Stdout: true, Stderr: true})
	if err != nil {
		s.t.Fatalf("attaching to %s: %v", s.name, err)
	}
	s.stdin = streams
	go func() { // ends when the container does, or when remove closes the stream
		defer close(s.copied)
		defer s.printed.End()
		if s.tty {
			_, _ = io.Copy(s.printed, streams.Reader)
			return
		}
		_, _ = stdcopy.StdCopy(s.printed, s.printed, streams.Reader)
	}()
}

// Types writes text to the program's standard input as it is.
func (s *Sandbox) Types(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.stdin.Conn, text); err != nil {
		s.t.Fatalf("typing %q to %s: %v", text, s.name, err)
	}
}

// EndsInput closes the program's standard input.
func (s *Sandbox) EndsInput() {
	s.t.Helper()
	if err := s.stdin.CloseWrite(); err != nil {
		s.t.Fatalf("closing the input of %s: %v", s.name, err)
	}
}

// Kill sends a signal to the program.
func (s *Sandbox) Kill(signal string) {
	s.t.Helper()
	if _, err := s.docker.ContainerKill(context.Background(), s.ctr.GetContainerID(), client.ContainerKillOptions{Signal: signal}); err != nil {
		s.t.Fatalf("killing %s: %v", s.name, err)
	}
}

// Runs starts another process in the container, which goes on running.
func (s *Sandbox) Runs(command ...string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	created, err := s.docker.ExecCreate(ctx, s.ctr.GetContainerID(), client.ExecCreateOptions{Cmd: command})
	if err == nil {
		_, err = s.docker.ExecStart(ctx, created.ID, client.ExecStartOptions{Detach: true})
	}
	if err != nil {
		s.t.Fatalf("running %q in %s: %v", command, s.name, err)
	}
}

// Exits waits until the program has ended and all that it printed has been read, and checks its
// exit status.
func (s *Sandbox) Exits(status int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	wait := s.docker.ContainerWait(ctx, s.ctr.GetContainerID(), client.ContainerWaitOptions{Condition: container.WaitConditionNotRunning})
	select {
	case err := <-wait.Error:
		s.t.Fatalf("%s did not end: %v; it printed\n%s", s.name, err, s.printed)
	case result := <-wait.Result:
		if result.StatusCode != int64(status) {
			s.t.Fatalf("%s ended with status %d, not %d; it printed\n%s", s.name, result.StatusCode, status, s.printed)
		}
	}
	select {
	case <-s.copied:
	case <-ctx.Done():
		s.t.Fatalf("the output of %s did not end", s.name)
	}
}

// remove keeps what a failing scenario's container printed, and removes the container.
func (s *Sandbox) remove() {
	if s.t.Failed() {
		s.keepLog()
	}
	s.stdin.Close()
	// t.Context is cancelled by now.
	if err := testcontainers.TerminateContainer(s.ctr, testcontainers.StopTimeout(0)); err != nil {
		s.t.Errorf("removing %s: %v", s.name, err)
	}
	if s.docker != nil {
		_ = s.docker.Close()
	}
}

// keepLog keeps the transcript.
func (s *Sandbox) keepLog() {
	keepFile(s.t, fmt.Sprintf("%s-%.8s.log", s.name, s.ctr.GetContainerID()), []byte(s.printed.String()))
}

// keepFile writes a file about a failing scenario to e2e/logs.
func keepFile(t testing.TB, name string, content []byte) {
	dir := filepath.Join("logs", strings.ReplaceAll(t.Name(), "/", "_"))
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), content, 0o644)
	}
	if err != nil {
		t.Log(err)
		return
	}
	t.Logf("kept e2e/%s", filepath.ToSlash(filepath.Join(dir, name)))
}
