// Command mutants shows that a package's tests notice when its code is broken.
//
// A table beside the tests, testdata/mutants.txt, lists small changes to the sources, each of which breaks one rule. Each is applied
// with go test -overlay, so that the tree stays as it is, and at least one test must fail:
//
//	testdata/mutants.txt ─> row ─> changed source ─> go test -overlay ─> caught by TestX
//	                                                                 └─> SURVIVED
//
// Usage: mutants [flags] [folder …]. Without a folder it runs all tables below the current one. It exits with 1 if a mutant survived or a
// row is of no use: its text is not in the source exactly once, it does not compile, or a test that it names is not there.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"time"
)

func main() {
	jobs := flag.Int("jobs", 2, "mutants at the same time")
	limit := flag.Duration("limit", 2*time.Minute, "longest run of the tests for one mutant")
	only := flag.String("only", "", "only mutants whose name matches this regular expression")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = run(os.Stdout, flag.Args(), *jobs, *limit, pattern)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run runs the tables of the folders.
func run(out io.Writer, folders []string, jobs int, limit time.Duration, only *regexp.Regexp) (err error) {
	if len(folders) == 0 {
		if folders, err = find("."); err != nil {
			return err
		}
	}
	x, err := newRunner(limit)
	if err != nil {
		return err
	}
	defer func() {
		if closed := x.close(); err == nil {
			err = closed
		}
	}()
	bad := 0
	for _, folder := range folders {
		t, err := load(folder)
		if err != nil {
			return err
		}
		n, err := x.runTable(out, t, max(1, jobs), only)
		if err != nil {
			return err
		}
		bad += n
	}
	if bad > 0 {
		return fmt.Errorf("%d mutants were not caught", bad)
	}
	return nil
}

// runTable runs a table's mutants, jobs of them at a time, and prints them in the table's order. It returns how many were not
// caught.
func (x *runner) runTable(out io.Writer, t *table, jobs int, only *regexp.Regexp) (bad int, err error) {
	var rows []row
	for _, r := range t.rows {
		if only.MatchString(r.name) {
			rows = append(rows, r)
		}
	}
	t = &table{t.folder, rows}
	if len(rows) == 0 {
		return 0, nil
	}
	if err := x.baseline(t); err != nil {
		return 0, err
	}
	results := make([]chan result, len(rows))
	free := make(chan struct{}, jobs)
	for i := range results {
		results[i] = make(chan result, 1)
	}
	go func() { // ends when the last mutant has begun, and all results are received below
		for i, r := range rows {
			free <- struct{}{}
			go func() {
				results[i] <- x.run(t, r, i)
				<-free
			}()
		}
	}()
	survived, useless := 0, 0
	for i, r := range rows {
		switch y := <-results[i]; {
		case y.err != nil:
			useless++
			fmt.Fprintf(out, "USELESS   %s: %v\n", r.name, y.err)
		case y.caughtBy == "":
			survived++
			fmt.Fprintf(out, "SURVIVED  %s\n", r.name)
		default:
			fmt.Fprintf(out, "caught    %-60s %s\n", r.name, y.caughtBy)
		}
	}
	fmt.Fprintf(out, "%s: %d mutants, %d caught, %d survived, %d of no use\n",
		t.folder, len(rows), len(rows)-survived-useless, survived, useless)
	return survived + useless, nil
}
