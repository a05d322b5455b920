package main

import (
	"errors"
	"fmt"
	"strings"
)

// row is one mutant: a change to one file that the package's tests must notice.
type row struct {
	line   int    // in the table, for messages
	name   string // what is broken
	file   string // relative to the package's folder
	tests  []string
	before []string // the lines that are replaced, without indentation
	after  []string
}

// field names the lines of a row's head.
const (
	mutantField = "mutant:"
	fileField   = "file:"
	testsField  = "tests:"
)

// parse reads a table. Its rows are separated by blank lines; a line that begins with # is a comment.
//
//	mutant: the RTO does not back off
//	file: rto.go
//	tests: TestBackOff TestRTOEstimator
//	  c.probe.deadline = time.Time{}
//	- c.rtt.backOff++
//	+ c.rtt.backOff = 0
//
// Below the head stands the change as a diff has it: lines that begin with "-" are removed, those with "+" are added, and those with
// a space stay. Indentation does not count. Without tests, all tests of the package run.
func parse(text string) ([]row, error) {
	var rows []row
	var r row
	end := func() error {
		if r.line == 0 {
			return nil
		}
		if err := r.complete(); err != nil {
			return fmt.Errorf("line %d: %w", r.line, err)
		}
		rows = append(rows, r)
		r = row{}
		return nil
	}
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case strings.TrimSpace(line) == "":
			if err := end(); err != nil {
				return nil, err
			}
			continue
		case r.line == 0:
			r.line = i + 1
		}
		if !r.take(line) {
			return nil, fmt.Errorf("line %d: neither a field nor a line of a change: %q", i+1, line)
		}
	}
	return rows, end()
}

// take adds a line to the row.
func (r *row) take(line string) bool {
	if value, ok := strings.CutPrefix(line, mutantField); ok {
		r.name = strings.TrimSpace(value)
		return true
	}
	if value, ok := strings.CutPrefix(line, fileField); ok {
		r.file = strings.TrimSpace(value)
		return true
	}
	if value, ok := strings.CutPrefix(line, testsField); ok {
		r.tests = strings.Fields(value)
		return true
	}
	code := strings.TrimSpace(line[1:])
	switch line[0] {
	case '-':
		r.before = append(r.before, code)
	case '+':
		r.after = append(r.after, code)
	case ' ':
		r.before, r.after = append(r.before, code), append(r.after, code)
	default:
		return false
	}
	return true
}

func (r *row) complete() error {
	switch {
	case r.name == "":
		return errors.New("a mutant without a name")
	case r.file == "":
		return fmt.Errorf("%s: no file", r.name)
	case len(r.before) == 0:
		return fmt.Errorf("%s: no line to find in %s", r.name, r.file)
	case strings.Join(r.before, "\n") == strings.Join(r.after, "\n"):
		return fmt.Errorf("%s: changes nothing", r.name)
	}
	return nil
}

// apply returns the source with the change. The lines to replace must occur exactly once.
func (r *row) apply(source string) (string, error) {
	lines := strings.Split(source, "\n")
	found, count := 0, 0
	for i := range lines {
		if r.matches(lines[i:]) {
			found = i
			count++
		}
	}
	if count != 1 {
		return "", fmt.Errorf("%s: the text to replace occurs %d times in %s, not once", r.name, count, r.file)
	}
	changed := append(append([]string{}, lines[:found]...), r.after...)
	changed = append(changed, lines[found+len(r.before):]...)
	return strings.Join(changed, "\n"), nil
}

func (r *row) matches(lines []string) bool {
	if len(lines) < len(r.before) {
		return false
	}
	for i, want := range r.before {
		if strings.TrimSpace(lines[i]) != want {
			return false
		}
	}
	return true
}
