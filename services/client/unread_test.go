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
	notes, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	hung := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer hung.Stop()
	lines := bufio.NewReader(notes)
	awaits(t, lines, "the room is full of words") // they were all heard
	cmd.Process.Signal(syscall.SIGTERM)
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
