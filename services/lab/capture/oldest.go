package capture

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// dropOldest removes the oldest files of the series beyond the limit. A file in use stays, whatever its
// name says: this Writer's own, and that of another one where the system tells.
func (w *Writer) dropOldest(now time.Time) error {
	names, err := filepath.Glob(escape(w.prefix) + "-*" + extension)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWrite, err)
	}
	w.own = slices.DeleteFunc(w.own, func(name string) bool { return !slices.Contains(names, name) })
	w.sortByAge(names, now)
	over := len(names) - w.limits.Files
	for _, name := range names {
		if over <= 0 {
			break
		}
		if name == w.file.Name() || inUse(name) {
			continue
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%w: an old one can't be removed: %w", ErrWrite, err)
		}
		over--
	}
	return nil
}

// sortByAge sorts the names of files, the oldest first. Names hold times, and a clock may have been
// wrong: what this Writer has begun is newest, in that order, and a file of another run with a time that is still
// to come is older than all others, as it was there before this one.
func (w *Writer) sortByAge(names []string, now time.Time) {
	start, end := len(w.prefix)+len("-"), len(w.prefix)+len("-"+stamp)
	present := now.UTC().Format(stamp)
	era := func(name string) int {
		if slices.Contains(w.own, name) {
			return 2
		}
		if len(name) >= end && name[start:end] > present {
			return 0
		}
		return 1
	}
	stem := func(name string) string { return strings.TrimSuffix(name, extension) }
	slices.SortFunc(names, func(a, b string) int {
		if c := cmp.Compare(era(a), era(b)); c != 0 {
			return c
		}
		if era(a) == 2 {
			return cmp.Compare(slices.Index(w.own, a), slices.Index(w.own, b))
		}
		a, b = stem(a), stem(b)
		// The number behind the time of one second sorts by its length first.
		if len(a) > end && len(b) > end && a[:end] == b[:end] && len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
}

// escape keeps a path's own characters from meaning something in a pattern.
func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
