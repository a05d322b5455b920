package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"syscall"
)

// Peer is one of the independent programs of e2e/peers: a classic server or client in Python, written from
// docs/classic.md alone. It runs on the host, beside the containers.
type Peer struct {
	lab     *Lab
	name    string
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	printed *Transcript
	ended   chan error
}

// python starts a program of e2e/peers, which prints JSON lines.
func (l *Lab) python(name, program string, args ...string) *Peer {
	l.t.Helper()
	cmd := exec.Command("python3", append([]string{"peers/" + program, "--json"}, args...)...)
	p := &Peer{lab: l, name: name, cmd: cmd, printed: NewTranscript(), ended: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = p.printed, p.printed
	stdin, err := cmd.StdinPipe()
	if err == nil {
		p.stdin, err = stdin, cmd.Start()
	}
	if err != nil {
		l.t.Fatalf("starting %s: %v\nhint: the interop scenarios need python3", program, err)
	}
	go func() { // ends with the program, which the cleanup kills at the latest
		p.ended <- cmd.Wait() // before End, as Exits expects the status once the output has ended
		p.printed.End()
	}()
	l.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		if l.t.Failed() {
			keepFile(l.t, name+".log", []byte(p.printed.String()))
		}
	})
	return p
}

// PythonClient starts the independent client with the lab's server. Like an original it does not repeat a request, so
// its time-out bounds how long a busy server may take.
func (l *Lab) PythonClient(name string, args ...string) *Peer {
	l.t.Helper()
	return l.python(name, "classic_client.py", append([]string{"--server", l.Server.Address().String(), "--password", Password, "--username", name,
		"--timeout", fmt.Sprint(patience.Seconds())}, args...)...)
}

// PythonServer starts the independent server on the host, where the lab's containers reach it, and returns
// it with its address.
func (l *Lab) PythonServer(args ...string) (*Peer, string) {
	l.t.Helper()
	gateway := l.gateway()
	p := l.python("python-server", "classic_server.py", append([]string{"--host", gateway, "--password", Password}, args...)...)
	listening := regexp.MustCompile(`^listening (\d+)$`)
	at, err := p.printed.Await(0, patience, listening.MatchString)
	if err != nil {
		l.t.Fatalf("the Python server does not listen: %v\n%s", err, p.printed)
	}
	return p, gateway + ":" + listening.FindStringSubmatch(p.printed.Lines()[at])[1]
}

// gateway is the host's address on the lab's bridge.
func (l *Lab) gateway() string {
	l.t.Helper()
	inspect, err := l.Server.ctr.Inspect(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	for _, endpoint := range inspect.NetworkSettings.Networks {
		if endpoint.Gateway.IsValid() {
			return endpoint.Gateway.String()
		}
	}
	l.t.Fatal("the lab's network has no gateway")
	return ""
}

// peerEvent is one JSON line of a peer; which fields it has depends on the event.
type peerEvent struct {
	Event, Text, Name, Answer, Reason string
	Ok                                *bool
	Code                              int
	Datagrams                         int
}

func (want peerEvent) matches(line string) bool {
	var got peerEvent
	if json.Unmarshal([]byte(line), &got) != nil {
		return false
	}
	return got.Event == want.Event && (want.Text == "" || got.Text == want.Text) && (want.Name == "" || got.Name == want.Name) &&
		(want.Ok == nil || got.Ok != nil && *got.Ok == *want.Ok)
}

// Did waits until the peer tells of an event.
func (p *Peer) Did(want peerEvent) {
	p.lab.t.Helper()
	if _, err := p.printed.Await(0, patience, want.matches); err != nil {
		p.lab.t.Fatalf("%s has no %+v: %v; it printed\n%s", p.name, want, err, p.printed)
	}
}

// Times counts a peer's events so far.
func (p *Peer) Times(want peerEvent) int { return p.printed.Count(want.matches) }

// Sees waits for a room line.
func (p *Peer) Sees(line string) {
	p.lab.t.Helper()
	p.Did(peerEvent{Event: "line", Text: line})
}

// Says types a line.
func (p *Peer) Says(text string) {
	p.lab.t.Helper()
	if _, err := io.WriteString(p.stdin, text+"\n"); err != nil {
		p.lab.t.Fatalf("typing %q to %s: %v", text, p.name, err)
	}
}

// Exits waits for the peer's end and checks its exit status.
func (p *Peer) Exits(status int) {
	p.lab.t.Helper()
	if _, err := p.printed.Await(0, patience, func(string) bool { return false }); err == nil {
		p.lab.t.Fatal("unreachable")
	}
	select {
	case err := <-p.ended:
		var exit *exec.ExitError
		code := 0
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		if code != status {
			p.lab.t.Fatalf("%s ended with %d, not %d; it printed\n%s", p.name, code, status, p.printed)
		}
	default:
		p.lab.t.Fatalf("%s did not end; it printed\n%s", p.name, p.printed)
	}
}

// Stops tells the peer to end.
func (p *Peer) Stops() { _ = p.cmd.Process.Signal(syscall.SIGTERM) }
