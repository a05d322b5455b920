//go:build linux

package process

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// How long things may take before they count as failed.
const (
	startPatience = time.Minute
	stopPatience  = time.Minute
)

// Password is the room's password of every server that Start starts.
const Password = "bangku-uji"

// Build builds ./services/server of the module in the folder root into dir, as the image does: without cgo. It
// returns the path of the binary.
func Build(ctx context.Context, root, dir string) (string, error) {
	binary := filepath.Join(dir, "server")
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, "./services/server")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the server: %w\n%s", err, out)
	}
	return binary, nil
}

// Server is a running server. Its methods belong to one goroutine.
type Server struct {
	Addr netip.AddrPort // of the room
	PID  int

	page string // host:port of the metrics
	log  string // file
	cmd  *exec.Cmd
}

// Start starts a server on a free port of 127.0.0.1, with its metrics on another, and further flags. Its log
// goes to a file in dir, in the format for people, since that is part of what a line costs. Stop must follow; should the
// caller die before, the system ends the server.
func Start(binary, dir string, flags ...string) (*Server, error) {
	log, err := os.CreateTemp(dir, "server-*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close() // the child has its own descriptor
	flags = append([]string{"--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--classic"}, flags...)
	s := &Server{log: log.Name(), cmd: exec.Command(binary, flags...)}
	s.cmd.Env = []string{"OBROLAN_PASSWORD=" + Password}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	Tether(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.PID = s.cmd.Process.Pid
	if err := s.awaitAddresses(); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// Tether has the system kill a child whose parent dies, so that a benchmark that is interrupted leaves nothing behind.
func Tether(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }

// The sentences in which the server says what the system chose.
var (
	roomAt    = regexp.MustCompile(`room is open at (\S+), UDP`)
	metricsAt = regexp.MustCompile(`http://(\S+)/metrics`)
)

// awaitAddresses waits until the log tells where the server listens.
func (s *Server) awaitAddresses() error {
	for end := time.Now().Add(startPatience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		text, err := os.ReadFile(s.log)
		if err != nil {
			return err
		}
		room, page := roomAt.FindSubmatch(text), metricsAt.FindSubmatch(text)
		if room == nil || page == nil {
			continue
		}
		s.page = string(page[1])
		s.Addr, err = netip.ParseAddrPort(string(room[1]))
		return err
	}
	return fmt.Errorf("the server did not say in %v where it listens; its log:\n%s", startPatience, s.Log())
}

// Log returns the first and the last lines of the log.
func (s *Server) Log() string {
	const most = 12
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) > 2*most {
		lines = append(append(lines[:most:most], "…"), lines[len(lines)-most:]...)
	}
	return strings.Join(lines, "\n")
}

// Stop ends the server: politely, then, after ten seconds, by force. An error says that it did not end well.
func (s *Server) Stop() error {
	force := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() })
	defer force.Stop()
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended; Wait tells how
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server ended with: %w; its log:\n%s", err, s.Log())
	}
	return nil
}
