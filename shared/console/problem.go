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

// The exit codes that mean the same in every service.
const (
	ExitFailed = 1 // anything that has no code of its own
	ExitUsage  = 2 // the command line is wrong
)

// Problem is an error for a person.
type Problem struct {
	Sentence string // what was wrong: one sentence
	Hint     string // what to do about it, or ""
	Code     int    // the exit code, not 0
	Cause    error  // what caused it, or nil
}

// Failure is a Problem that is not a misuse.
func Failure(sentence, hint string) *Problem {
	return &Problem{Sentence: sentence, Hint: hint, Code: ExitFailed}
}

// Misuse is a Problem with the command line or the environment.
func Misuse(sentence, hint string) *Problem {
	return &Problem{Sentence: sentence, Hint: hint, Code: ExitUsage}
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Sentence }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Print writes the sentence and the hint, a line each. Both may hold names of files or text from
// the network: they are made printable here.
func (p *Problem) Print(w io.Writer) {
	text := printable.Text(p.Sentence) + "\n"
	if p.Hint != "" {
		text += "hint: " + printable.Text(p.Hint) + "\n"
	}
	io.WriteString(w, text)
}

// Report prints an error and returns the exit code; nil prints nothing and is 0. An error that wraps no
// Problem goes through other first.
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

// Sentencef formats a text and makes a Sentence of it.
func Sentencef(format string, args ...any) string { return Sentence(fmt.Sprintf(format, args...)) }
