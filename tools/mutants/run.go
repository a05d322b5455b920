package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// runner runs a package's tests on changed sources. It writes into a folder of its own; the tree is never changed.
type runner struct {
	scratch string
	limit   time.Duration // for one run of the tests
}

// limitScript keeps a mutant that allocates in an endless loop from taking the machine's memory.
const limitScript = "ulimit -v 8388608 2>/dev/null\nexec \"$@\"\n"

func newRunner(limit time.Duration) (*runner, error) {
	scratch, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return nil, err
	}
	x := &runner{scratch, limit}
	return x, os.WriteFile(x.script(), []byte(limitScript), 0o600)
}

func (x *runner) script() string { return filepath.Join(x.scratch, "limited.sh") }

func (x *runner) close() error { return os.RemoveAll(x.scratch) }

// result is what became of a mutant.
type result struct {
	caughtBy string // tests, or what else ended the run; empty: it survived
	err      error  // the row is no mutant: it does not compile, or nothing ran
}

// baseline runs all tests that the table needs on the sources as they are.
func (x *runner) baseline(t *table) error {
	var tests []string
	for _, r := range t.rows {
		if len(r.tests) == 0 {
			tests = nil
			break
		}
		tests = append(tests, r.tests...)
	}
	r := x.test(t.folder, tests, "")
	if r.caughtBy != "" {
		return fmt.Errorf("%s: tests fail without any mutant: %s", t.folder, r.caughtBy)
	}
	return r.err
}

// run applies a row and runs its tests. id tells its files from those of other rows.
func (x *runner) run(t *table, r row, id int) result {
	changed, err := t.mutate(r)
	if err != nil {
		return result{err: err}
	}
	original, err := filepath.Abs(filepath.Join(t.folder, r.file))
	if err != nil {
		return result{err: err}
	}
	mutant := filepath.Join(x.scratch, fmt.Sprintf("%d.go", id))
	overlay := filepath.Join(x.scratch, fmt.Sprintf("%d.json", id))
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutant}})
	if err != nil {
		return result{err: err}
	}
	if err := errors.Join(os.WriteFile(mutant, []byte(changed), 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return result{err: err}
	}
	return x.test(t.folder, r.tests, overlay)
}

// test runs the named tests of a package, all if none are named, until the first one fails.
func (x *runner) test(folder string, tests []string, overlay string) result {
	arguments := []string{"test", "-vet=off", "-failfast", "-timeout", x.limit.String(), "-exec", "sh " + x.script()}
	if overlay != "" {
		arguments = append(arguments, "-overlay", overlay)
	}
	if len(tests) > 0 {
		sorted := slices.Compact(slices.Sorted(slices.Values(tests)))
		arguments = append(arguments, "-run", "^("+strings.Join(sorted, "|")+")$")
	}
	arguments = append(arguments, ".")
	if drawsCases(folder) {
		arguments = append(arguments, "-rapid.nofailfile") // else it writes what failed beside the tests
	}
	cmd := exec.Command("go", arguments...)
	cmd.Dir = folder
	output, err := cmd.CombinedOutput()
	return judge(string(output), err)
}

// drawsCases reports whether a package's tests use rapid.
func drawsCases(folder string) bool {
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		return false
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(text), `"pgregory.net/rapid"`)
	})
}

var (
	failedTest  = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)
	runningTest = regexp.MustCompile(`(?m)^\t+((?:Test|Fuzz|Example)\w*)\S* \(`)
	crash       = regexp.MustCompile(`(?m)^(?:panic|fatal error): .*`)
)

// judge finds out from go test's output which test noticed.
func judge(output string, err error) result {
	var exit *exec.ExitError
	switch {
	case err == nil && strings.Contains(output, "no tests to run"):
		return result{err: errors.New("no test ran")}
	case err == nil:
		return result{}
	case !errors.As(err, &exit):
		return result{err: err}
	case strings.Contains(output, "[build failed]") || strings.Contains(output, "[setup failed]"):
		return result{err: fmt.Errorf("does not compile:\n%s", output)}
	case strings.Contains(output, "panic: test timed out"):
		return result{caughtBy: "time limit in " + names(runningTest, output)}
	case failedTest.MatchString(output):
		return result{caughtBy: names(failedTest, output)}
	case crash.MatchString(output):
		return result{caughtBy: crash.FindString(output)}
	}
	return result{err: fmt.Errorf("go test: %w\n%s", err, output)}
}

// names joins what a pattern's first group matches.
func names(pattern *regexp.Regexp, output string) string {
	var all []string
	for _, match := range pattern.FindAllStringSubmatch(output, -1) {
		all = append(all, match[1])
	}
	return strings.Join(slices.Compact(all), ", ")
}
