package console

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	other := func(err error) *Problem { return Failure(Sentence(err.Error()), "") }
	cause := errors.New("deep down")
	for _, c := range []struct {
		name string
		err  error
		code int
		text string
	}{
		{"nothing", nil, 0, ""},
		{"misuse", Misuse("There is no flag.", "see --help"), 2, "There is no flag.\nhint: see --help\n"},
		{"failure without a hint", Failure("It failed.", ""), 1, "It failed.\n"},
		{"wrapped", fmt.Errorf("joining: %w", &Problem{Sentence: "Refused.", Hint: "ask", Code: 3, Cause: cause}), 3, "Refused.\nhint: ask\n"},
		{"not a problem", cause, 1, "Deep down.\n"},
		{"text from outside", Failure("No file \x1b[2J.", "look\x07"), 1, "No file \uFFFD[2J.\nhint: look\uFFFD\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if code := Report(&b, c.err, other); code != c.code || b.String() != c.text {
				t.Errorf("%d, %q, want %d, %q", code, b.String(), c.code, c.text)
			}
		})
	}
}

func TestProblemWrapsItsCause(t *testing.T) {
	var err error = &Problem{Sentence: "x", Cause: fs.ErrNotExist}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("the cause is not found")
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"é is no port":       "É is no port.",
		"--idle is short":    "--idle is short.",
		"It stays as it is.": "It stays as it is.",
	} {
		if got := Sentence(in); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Sentencef("%d is no port", 0); got != "0 is no port." {
		t.Errorf("Sentencef: %q", got)
	}
}
