package e2e

import (
	"context"
	"time"

	"github.com/moby/moby/client"
)

// Pauses freezes every process of the container, as closing the lid of a laptop does.
func (s *Sandbox) Pauses() {
	s.t.Helper()
	if _, err := s.docker.ContainerPause(context.Background(), s.ctr.GetContainerID(), client.ContainerPauseOptions{}); err != nil {
		s.t.Fatalf("pausing %s: %v", s.name, err)
	}
}

// Resumes ends Pauses.
func (s *Sandbox) Resumes() {
	s.t.Helper()
	if _, err := s.docker.ContainerUnpause(context.Background(), s.ctr.GetContainerID(), client.ContainerUnpauseOptions{}); err != nil {
		s.t.Fatalf("resuming %s: %v", s.name, err)
	}
}

// PullsCable takes a container off the lab's network.
func (l *Lab) PullsCable(s *Sandbox) {
	l.t.Helper()
	if _, err := s.docker.NetworkDisconnect(context.Background(), l.network.ID, client.NetworkDisconnectOptions{Container: s.ctr.GetContainerID()}); err != nil {
		l.t.Fatalf("disconnecting %s: %v", s.name, err)
	}
}

// PlugsIn puts a container back on the lab's network. It may get another address.
func (l *Lab) PlugsIn(s *Sandbox) {
	l.t.Helper()
	if _, err := s.docker.NetworkConnect(context.Background(), l.network.ID, client.NetworkConnectOptions{Container: s.ctr.GetContainerID()}); err != nil {
		l.t.Fatalf("connecting %s: %v", s.name, err)
	}
}

// For lets an outage last. It is the only wait by the clock, because the scenario is about the length of the outage.
func For(outage time.Duration) { <-time.After(outage) }
