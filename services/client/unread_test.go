//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"
)

// Output that nobody read used to leave a client that only SIGKILL ended.
func TestOutputThatNobodyReads(t *testing.T) {
	cmd := exec.Command("client")
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), noRaceSleep, "OBROLAN_SERVER=floods"}, given[1:]...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	unread, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	cmd.Stdout = out
	lines := startUnread(t, cmd)
	out.Close()
	awaits(t, lines, "the room is full of words") // they were all heard
	cmd.Process.Signal(syscall.SIGTERM)
	endsUnread(t, cmd, lines)
}

// A terminal that hung used to leave a client that neither Ctrl-C nor a signal ended.
func TestATerminalThatHangs(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(keys *os.File, client *os.Process)
	}{
		{"Ctrl-C", func(keys *os.File, _ *os.Process) { keys.WriteString("\x03") }},
		{"SIGTERM", func(_ *os.File, client *os.Process) { client.Signal(syscall.SIGTERM) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys, tty, err := pty.Open() // nobody reads from keys
			if err != nil {
				t.Fatal(err)
			}
			defer keys.Close()
			defer tty.Close()
			before, err := term.GetState(int(tty.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("client")
			cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TERM=xterm", noRaceSleep, "OBROLAN_SERVER=floods"}, given[1:]...)
			cmd.Stdin, cmd.Stdout = tty, tty
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			lines := startUnread(t, cmd)
			awaits(t, lines, "the room is full of words")
			c.end(keys, cmd.Process)
			endsUnread(t, cmd, lines)
			if now, err := term.GetState(int(tty.Fd())); err != nil || *now != *before {
				t.Errorf("the terminal is not as it was: %v", err)
			}
		})
	}
}

// startUnread starts a client that must end within a minute, and returns what it writes to standard error.
func startUnread(t *testing.T, cmd *exec.Cmd) *bufio.Reader {
	t.Helper()
	notes, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hung := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	t.Cleanup(func() { hung.Stop() })
	return bufio.NewReader(notes)
}

// endsUnread waits for the end of a client that was told to go.
func endsUnread(t *testing.T, cmd *exec.Cmd, lines *bufio.Reader) {
	t.Helper()
	awaits(t, lines, "the client has left")
	awaits(t, lines, "Nobody read the output to its end.")
	io.Copy(io.Discard, lines)
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 1 {
		t.Errorf("exit code %d", got)
	}
}

// awaits reads lines until one holds a text.
func awaits(t *testing.T, lines *bufio.Reader, want string) {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the end instead of %q", want)
		}
		if strings.Contains(line, want) {
			return
		}
	}
}
