package e2e

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Student is a program on this machine with a pseudo-terminal of its own.
type Student struct {
	t       testing.TB
	cmd     *exec.Cmd
	pty     *os.File
	printed *Transcript
	ended   chan error
}

// newStudent reads what comes to the terminal until the program ends.
func newStudent(t testing.TB, cmd *exec.Cmd, terminal *os.File) *Student {
	s := &Student{t: t, cmd: cmd, pty: terminal, printed: NewTranscript(), ended: make(chan error, 1)}
	go func() { // ends when the program does, which the test's context kills at the latest
		_, _ = io.Copy(s.printed, terminal)
		s.printed.End()
		s.ended <- cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = terminal.Close()
		if t.Failed() {
			keepFile(t, "student.log", []byte(s.printed.String()))
		}
	})
	return s
}

// Types writes to the terminal.
func (s *Student) Types(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.pty, text); err != nil {
		s.t.Fatalf("typing %q: %v", text, err)
	}
}

// Sees waits until a line holds text.
func (s *Student) Sees(text string) {
	s.t.Helper()
	has := func(line string) bool { return strings.Contains(withoutEscapes(line), text) }
	if _, err := s.printed.Await(0, 2*patience, has); err != nil {
		s.t.Fatalf("the student does not see %q: %v; the terminal shows\n%s", text, err, s.printed)
	}
}

// Exits waits for the program's end and checks its exit status.
func (s *Student) Exits(status int) {
	s.t.Helper()
	select {
	case err := <-s.ended:
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else if err != nil {
			s.t.Fatalf("waiting for the student: %v", err)
		}
		if code != status {
			s.t.Fatalf("the student's program ended with %d, not %d; the terminal shows\n%s", code, status, s.printed)
		}
	case <-time.After(patience):
		s.t.Fatalf("the student's program did not end; the terminal shows\n%s", s.printed)
	}
}
