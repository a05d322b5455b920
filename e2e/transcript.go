package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Transcript collects what a program prints, line by line, and lets others wait for a line. An
// unfinished last line counts as a line too, since a prompt has no end. It is safe for concurrent
// use; its writer side is an io.Writer.
type Transcript struct {
	mu      sync.Mutex
	lines   []string
	partial []byte
	changed chan struct{} // closed and replaced at each change
	ended   bool
}

// NewTranscript returns an empty Transcript.
func NewTranscript() *Transcript { return &Transcript{changed: make(chan struct{})} }

// Write takes output as it comes.
func (tr *Transcript) Write(p []byte) (int, error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.partial = append(tr.partial, p...)
	for {
		line, rest, found := bytes.Cut(tr.partial, []byte("\n"))
		if !found {
			break
		}
		tr.lines = append(tr.lines, strings.TrimRight(string(line), "\r"))
		tr.partial = rest
	}
	tr.wake()
	return len(p), nil
}

// End says that the output has ended, which ends all waits.
func (tr *Transcript) End() {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.ended = true
	tr.wake()
}

// Resume undoes End: the program was started again.
func (tr *Transcript) Resume() {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.ended = false
}

// wake is called with mu held.
func (tr *Transcript) wake() {
	close(tr.changed)
	tr.changed = make(chan struct{})
}

// Lines returns a copy of what was printed so far.
func (tr *Transcript) Lines() []string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.all()
}

// all is called with mu held.
func (tr *Transcript) all() []string {
	lines := append([]string(nil), tr.lines...)
	if len(tr.partial) > 0 {
		lines = append(lines, string(tr.partial))
	}
	return lines
}

// Await waits until a line from position from on satisfies want, and returns its position. It gives up at
// the end of the output or after timeout.
func (tr *Transcript) Await(from int, timeout time.Duration, want func(string) bool) (int, error) {
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	for {
		tr.mu.Lock()
		lines, changed, ended := tr.all(), tr.changed, tr.ended
		tr.mu.Unlock()
		for i := from; i < len(lines); i++ {
			if want(lines[i]) {
				return i, nil
			}
		}
		if ended {
			return 0, fmt.Errorf("the output ended without it")
		}
		select {
		case <-changed:
		case <-deadline.C:
			return 0, fmt.Errorf("it did not come within %v", timeout)
		}
	}
}

// Count returns how many lines satisfy want.
func (tr *Transcript) Count(want func(string) bool) int {
	n := 0
	for _, line := range tr.Lines() {
		if want(line) {
			n++
		}
	}
	return n
}

// String numbers the lines, for a failing test.
func (tr *Transcript) String() string {
	var b strings.Builder
	for i, line := range tr.Lines() {
		fmt.Fprintf(&b, "  %3d │ %s\n", i+1, strings.ReplaceAll(line, "\x1b", "␛"))
	}
	if b.Len() == 0 {
		return "  (nothing)\n"
	}
	return b.String()
}
