package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// tableFile is where a package's table is, below its folder.
var tableFile = filepath.Join("testdata", "mutants.txt")

// table is the mutants of one package.
type table struct {
	folder string
	rows   []row
}

// load reads a package's table and checks it: each row's text must occur once, and each test that it names must exist.
func load(folder string) (*table, error) {
	name := filepath.Join(folder, tableFile)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rows, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t := &table{folder, rows}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// check returns what is wrong with the rows: their sources or tests have changed since they were written.
func (t *table) check() error {
	tests, err := testsIn(t.folder)
	if err != nil {
		return err
	}
	var errs []error
	seen := map[string]bool{}
	for _, r := range t.rows {
		if seen[r.name] {
			errs = append(errs, fmt.Errorf("line %d: %s: the name is taken", r.line, r.name))
		}
		seen[r.name] = true
		if _, err := t.mutate(r); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", r.line, err))
		}
		for _, test := range r.tests {
			if !slices.Contains(tests, test) {
				errs = append(errs, fmt.Errorf("line %d: %s: there is no %s", r.line, r.name, test))
			}
		}
	}
	return errors.Join(errs...)
}

// mutate returns the changed source of a row's file.
func (t *table) mutate(r row) (string, error) {
	source, err := os.ReadFile(filepath.Join(t.folder, r.file))
	if err != nil {
		return "", fmt.Errorf("%s: %w", r.name, err)
	}
	return r.apply(string(source))
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)

// testsIn lists the tests of a package.
func testsIn(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		return nil, err
	}
	var all []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, match := range testFunc.FindAllSubmatch(text, -1) {
			all = append(all, string(match[1]))
		}
	}
	return all, nil
}

// find lists the packages below root that have a table.
func find(root string) ([]string, error) {
	var folders []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder := filepath.Dir(filepath.Dir(path))
		if !d.IsDir() && path == filepath.Join(folder, tableFile) {
			folders = append(folders, folder)
		}
		return nil
	})
	return folders, err
}
