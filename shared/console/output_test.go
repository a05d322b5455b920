package console

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
)

// failing is a writer that fails at the second write.
type failing struct {
	err    error
	writes int
}

func (f *failing) Write(p []byte) (int, error) {
	if f.writes++; f.writes == 2 {
		return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: f.err}
	}
	return len(p), nil
}

// A full disk used to end with exit code 0, as nobody looked at what writing returned.
func TestOutputRemembersWhatCouldNotBeWritten(t *testing.T) {
	w := &failing{err: syscall.ENOSPC}
	out := NewOutput(w)
	fmt.Fprintln(out, "one")
	if err := out.Err(); err != nil {
		t.Errorf("before anything failed: %v", err)
	}
	fmt.Fprintln(out, "two")
	fmt.Fprintln(out, "three")
	var p *Problem
	if err := out.Err(); !errors.As(err, &p) || p.Code != ExitFailed || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("got %#v", err)
	}
	if !strings.Contains(p.Sentence, "no space left") || strings.Contains(p.Sentence, "/dev/") {
		t.Errorf("it says %q", p.Sentence)
	}
	if w.writes != 3 {
		t.Errorf("%d writes: what follows an error was not tried", w.writes)
	}
}

func TestAReaderThatHasGoneIsNoProblem(t *testing.T) {
	for _, err := range []error{syscall.EPIPE, io.ErrClosedPipe} {
		out := NewOutput(&failing{err: err, writes: 1})
		if _, got := fmt.Fprintln(out, "one"); !ReaderGone(got) {
			t.Errorf("%v is not found in %v", err, got)
		}
		if got := out.Err(); got != nil {
			t.Errorf("%v: %v", err, got)
		}
	}
}

func TestOutputKnowsItsFile(t *testing.T) {
	if got := NewOutput(os.Stdout).Fd(); got != os.Stdout.Fd() {
		t.Errorf("Fd = %d", got)
	}
	if got := NewOutput(io.Discard).Fd(); got != ^uintptr(0) {
		t.Errorf("without a file: %d", got)
	}
}
