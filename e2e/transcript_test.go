package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTranscript(t *testing.T) {
	tr := NewTranscript()
	for _, part := range []string{"one\r\ntw", "o\n", "prompt: "} {
		if _, err := tr.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if got := tr.Lines(); !slices.Equal(got, []string{"one", "two", "prompt: "}) {
		t.Errorf("lines %q", got)
	}
	at, err := tr.Await(0, time.Minute, func(s string) bool { return strings.HasPrefix(s, "prompt") })
	if at != 2 || err != nil {
		t.Errorf("the prompt is at %d, %v", at, err)
	}
	if _, err := tr.Await(2, time.Millisecond, func(s string) bool { return s == "one" }); err == nil {
		t.Error("a line before the position counts")
	}
	go func() { // ends with its one Write
		_, _ = tr.Write([]byte("\nlate\n"))
		tr.End()
	}()
	if _, err := tr.Await(0, time.Minute, func(s string) bool { return s == "late" }); err != nil {
		t.Error(err)
	}
	if _, err := tr.Await(0, time.Minute, func(s string) bool { return s == "never" }); err == nil {
		t.Error("found what is not there")
	}
}
