package console

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"obrolan/shared/printable"
)

// Exit codes with the same meaning in every service.
const (
	ExitFailed = 1 // any failure without its own code
	ExitUsage  = 2 // the command line is wrong
)

// Problem is an error for a person.
type Problem struct {
	Sentence string // what was wrong: one sentence
	Hint     string // what to do about it, or ""
	Code     int    // the exit code, not 0
	Cause    error  // what caused it, or nil
}

// Failure returns a Problem with the code ExitFailed.
func Failure(sentence, hint string) *Problem {
	return &Problem{Sentence: sentence, Hint: hint, Code: ExitFailed}
}

// Misuse returns a Problem with the command line or the environment, with the code ExitUsage.
func Misuse(sentence, hint string) *Problem {
	return &Problem{Sentence: sentence, Hint: hint, Code: ExitUsage}
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Sentence }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Print writes the sentence and the hint, one line each. Both may contain file names or text from the network; Print makes
// them safe to print.
func (p *Problem) Print(w io.Writer) {
	text := printable.Text(p.Sentence) + "\n"
	if p.Hint != "" {
		text += "hint: " + printable.Text(p.Hint) + "\n"
	}
	io.WriteString(w, text)
}

// Report prints an error and returns the exit code: 0 for nil. It converts an error that wraps no Problem with other.
func Report(w io.Writer, err error, other func(error) *Problem) int {
	if err == nil {
		return 0
	}
	var p *Problem
	if !errors.As(err, &p) {
		p = other(err)
	}
	p.Print(w)
	return p.Code
}

// Sentence gives an error's text a capital and a full stop.
func Sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	text = string(unicode.ToUpper(first)) + text[size:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// Sentencef formats a text as a Sentence.
func Sentencef(format string, args ...any) string { return Sentence(fmt.Sprintf(format, args...)) }
