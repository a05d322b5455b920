package e2e

import (
	"context"
	"maps"
	"os"
	"testing"
	"time"

	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"github.com/testcontainers/testcontainers-go/wait"
)

// Password is the password of the scenarios' rooms.
const Password = "kata-sandi"

// image returns the image of a service: the one that `make images` tags, or another by
// environment, e.g. OBROLAN_SERVER_IMAGE.
func image(variable, usual string) string {
	if name := os.Getenv(variable); name != "" {
		return name
	}
	return usual
}

func serverImage() string { return image("OBROLAN_SERVER_IMAGE", "obrolan-server:latest") }
func clientImage() string { return image("OBROLAN_CLIENT_IMAGE", "obrolan-client:latest") }
func labImage() string    { return image("OBROLAN_LAB_IMAGE", "obrolan-lab:latest") }

// Lab is a network with a server, made for one scenario.
type Lab struct {
	t       testing.TB
	network *testcontainers.DockerNetwork
	Server  *Server
}

// Option changes how a scenario's server is started.
type Option func(env map[string]string)

// With sets an environment variable of the server.
func With(name, value string) Option { return func(env map[string]string) { env[name] = value } }

// Start makes a network and a server in it, waits until the server is healthy, and removes
// both when the test ends.
func Start(t testing.TB, options ...Option) *Lab {
	t.Helper()
	ctx := t.Context()
	nw, err := network.New(ctx, network.WithDriver("bridge"), network.WithLabels(map[string]string{label: mark}))
	if err != nil {
		t.Fatalf("creating a network: %v\nhint: make doctor says what is missing", err)
	}
	t.Cleanup(func() {
		// t.Context is cancelled by now.
		if err := nw.Remove(context.Background()); err != nil {
			t.Errorf("removing the network: %v", err)
		}
	})
	lab := &Lab{t: t, network: nw}
	lab.Server = lab.startServer("server", options...)
	return lab
}

// Server is the container of a lab's server.
type Server struct{ *Sandbox }

// startServer starts a server under an alias.
func (l *Lab) startServer(alias string, options ...Option) *Server {
	l.t.Helper()
	env := map[string]string{"OBROLAN_PASSWORD": Password, "OBROLAN_LOG_FORMAT": "json"}
	for _, option := range options {
		option(env)
	}
	s := &Server{run(l.t, program{name: alias, image: serverImage(), env: env, network: l.network.Name, aliases: []string{alias}})}
	s.awaitHealth()
	return s
}

// awaitHealth waits for the image's own health check.
func (s *Server) awaitHealth() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	err := wait.ForHealthCheck().WithPollInterval(50*time.Millisecond).WaitUntilReady(ctx, s.ctr)
	if err != nil {
		s.t.Fatalf("the server is not healthy: %v; it printed\n%s", err, s.printed)
	}
}

// Stops ends the server with a signal, and checks its exit status and that it took no longer than limit.
func (s *Server) Stops(signal string, status int64, limit time.Duration) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	gone := s.docker.ContainerWait(ctx, s.ctr.GetContainerID(), client.ContainerWaitOptions{Condition: container.WaitConditionNextExit})
	began := time.Now()
	s.Kill(signal)
	select {
	case err := <-gone.Error:
		s.t.Fatalf("the server did not end after %s: %v", signal, err)
	case result := <-gone.Result:
		if took := time.Since(began); result.StatusCode != status || took > limit {
			s.t.Errorf("after %s the server ended with %d in %v, not with %d within %v", signal, result.StatusCode, took, status, limit)
		}
	}
	<-s.copied
}

// Starts starts a server that has ended. What it prints goes on in the same transcript.
func (s *Server) Starts() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	s.printed.Resume()
	s.copied = make(chan struct{})
	s.attach(ctx)
	if err := s.ctr.Start(ctx); err != nil {
		s.t.Fatalf("starting the server again: %v", err)
	}
	s.awaitHealth()
}

// clientProgram is a client in the lab's network.
func (l *Lab) clientProgram(name string, env map[string]string, cmd ...string) program {
	all := map[string]string{"OBROLAN_SERVER": "server:9999", "OBROLAN_LANG": "en"}
	maps.Copy(all, env)
	return program{name: name, image: clientImage(), cmd: cmd, env: all, network: l.network.Name}
}
