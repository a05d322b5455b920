package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"obrolan/shared/printable"
)

// told is an error for a person: one sentence, a hint, and the exit code.
type told struct {
	sentence, hint string
	code           int
}

// Error returns the sentence.
func (t *told) Error() string { return t.sentence }

// print writes the sentence and the hint. Names of files and the like come from outside.
func (t *told) print(w io.Writer) {
	fmt.Fprintln(w, printable.Text(t.sentence))
	if t.hint != "" {
		fmt.Fprintln(w, "hint: "+printable.Text(t.hint))
	}
}

// failed is an error that is nobody's misuse.
func failed(sentence, hint string) *told { return &told{sentence, hint, exitError} }

// misused is an error in the command line.
func misused(sentence, hint string) *told { return &told{sentence, hint, exitUsage} }

// sentence gives an error's text a capital and a full stop.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
