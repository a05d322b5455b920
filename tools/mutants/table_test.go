package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTablesAreCurrent: the text of each row of each table is in the source exactly once, and the tests that it names exist. What
// changes the one changes the other.
func TestTablesAreCurrent(t *testing.T) {
	folders, err := find(filepath.Join("..", ".."))
	if err != nil || len(folders) == 0 {
		t.Fatalf("%d tables, %v", len(folders), err)
	}
	for _, folder := range folders {
		if _, err := load(folder); err != nil {
			t.Error(err)
		}
	}
}

// write makes a folder with these files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

var small = map[string]string{
	"go.mod": "module small\n\ngo 1.25\n",
	"small.go": `package small

func double(n int) int {
	return 2 * n
}

func forever() {
	for range 1 {
	}
}

func never() bool { return false }
`,
	"small_test.go": `package small

import "testing"

func TestDouble(t *testing.T) {
	if double(3) != 6 {
		t.Error("wrong")
	}
}

func TestForever(t *testing.T) { forever() }

func TestPanic(t *testing.T) {
	if never() {
		panic("it")
	}
}
`,
}

const smallTable = `
mutant: triples
file: small.go
- return 2 * n
+ return 3 * n

mutant: survives
file: small.go
- return 2 * n
+ return n * 2

mutant: the wrong test
file: small.go
tests: TestPanic
- return 2 * n
+ return 3 * n

mutant: does not end
file: small.go
tests: TestForever
- for range 1 {
+ for {

mutant: panics
file: small.go
tests: TestPanic TestDouble
- func never() bool { return false }
+ func never() bool { return true }

mutant: does not compile
file: small.go
- return 2 * n
`

// TestRun runs a table of mutants, of which some survive, on a package that exists for this test.
func TestRun(t *testing.T) {
	files := map[string]string{tableFile: smallTable}
	for name, text := range small {
		files[name] = text
	}
	folder := write(t, files)
	var out bytes.Buffer
	err := run(&out, []string{folder}, 2, 5*time.Second, regexp.MustCompile(""))
	if err == nil || !strings.Contains(err.Error(), "3 mutants were not caught") {
		t.Errorf("error: %v", err)
	}
	for _, want := range []string{
		`caught +triples +TestDouble\n`,
		`SURVIVED +survives\n`,
		`SURVIVED +the wrong test\n`,
		`caught +does not end +time limit in TestForever\n`,
		`caught +panics +TestPanic\n`,
		`USELESS +does not compile: does not compile`,
		`: 6 mutants, 3 caught, 2 survived, 1 of no use\n$`,
	} {
		if !regexp.MustCompile(want).Match(out.Bytes()) {
			t.Errorf("no %q in:\n%s", want, &out)
		}
	}
	if text, err := os.ReadFile(filepath.Join(folder, "small.go")); err != nil || string(text) != small["small.go"] {
		t.Errorf("the source was changed: %v", err)
	}
}

// TestStaleRows: a row whose text or test is gone is reported without running anything.
func TestStaleRows(t *testing.T) {
	for change, want := range map[string]string{
		"- return 4 * n\n+ x":                                              "occurs 0 times in small.go",
		"tests: TestGone\n- return 2 * n\n+ x":                             "there is no TestGone",
		"- return 2 * n\n+ x\n\nmutant: m\nfile: small.go\n- return 2 * n": "the name is taken",
	} {
		files := map[string]string{tableFile: "mutant: m\nfile: small.go\n" + change + "\n"}
		for name, text := range small {
			files[name] = text
		}
		if _, err := load(write(t, files)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", change, err, want)
		}
	}
}

// TestTestsFailWithoutAMutant: if the tests fail anyway, nothing is caught by them.
func TestTestsFailWithoutAMutant(t *testing.T) {
	files := map[string]string{tableFile: smallTable}
	for name, text := range small {
		files[name] = strings.Replace(text, "!= 6", "!= 7", 1)
	}
	err := run(&bytes.Buffer{}, []string{write(t, files)}, 2, time.Minute, regexp.MustCompile(""))
	if err == nil || !strings.Contains(err.Error(), "fail without any mutant: TestDouble") {
		t.Errorf("error: %v", err)
	}
}
