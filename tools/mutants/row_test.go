package main

import (
	"strings"
	"testing"
)

const twoRows = `# What the table is for.

mutant: first
file: a.go
tests: TestA TestB
  keep
- old
+ new
# between

mutant: second
file: b.go
- gone
`

func TestParse(t *testing.T) {
	rows, err := parse(twoRows)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	first, second := rows[0], rows[1]
	if first.name != "first" || first.file != "a.go" || strings.Join(first.tests, "+") != "TestA+TestB" || first.line != 3 {
		t.Errorf("first row: %+v", first)
	}
	if got := strings.Join(first.before, "|") + " -> " + strings.Join(first.after, "|"); got != "keep|old -> keep|new" {
		t.Errorf("first change: %s", got)
	}
	if len(second.tests) != 0 || len(second.after) != 0 || second.before[0] != "gone" {
		t.Errorf("second row: %+v", second)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"file: a.go\n- x\n":                         "without a name",
		"mutant: m\n- x\n":                          "no file",
		"mutant: m\nfile: a.go\n+ x\n":              "no line to find",
		"mutant: m\nfile: a.go\n- x\n+ x\n":         "changes nothing",
		"mutant: m\nfile: a.go\nold text\n":         "line 3: neither",
		"mutant: m\nfile: a.go\n- x\n\nsome text\n": "line 5: neither",
	} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestApply: a change is made where its lines are, whatever their indentation, and only if they are there once.
func TestApply(t *testing.T) {
	source := "a\n\tb\n\t\tc\nd\n\tc\n"
	r := row{name: "m", file: "a.go", before: []string{"b", "c"}, after: []string{"b", "x", "y"}}
	if got, err := r.apply(source); err != nil || got != "a\nb\nx\ny\nd\n\tc\n" {
		t.Errorf("%q, %v", got, err)
	}
	for before, want := range map[string]string{"c": "occurs 2 times", "z": "occurs 0 times"} {
		r.before = []string{before}
		if _, err := r.apply(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", before, err)
		}
	}
}
