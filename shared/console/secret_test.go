package console

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecret(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		err            error
	}{
		{"one line", "pw7\n", "pw7", nil},
		{"no line break", "pw7", "pw7", nil},
		{"the first of several", "pw7\nnotes\n", "pw7", nil},
		{"blanks belong to it", " pw 7 \n", " pw 7 ", nil},
		{"written by Windows", "\uFEFFpw7\r\n", "pw7", nil},
		{"UTF-16", "\xff\xfep\x00w\x00\r\x00\n\x00", "", ErrUTF16},
		{"UTF-16, big end first", "\xfe\xff\x00p\x00w\x00\r\x00\n", "", ErrUTF16},
		{"empty", "", "", ErrNoSecret},
		{"nothing but a mark", "\uFEFF\r\n", "", ErrNoSecret},
		{"an empty first line", "\npw7\n", "", ErrNoSecret},
		{"Latin-1", "p\xe4ss\n", "", ErrNotUTF8},
		{"no text at all", strings.Repeat("x", maxSecret+1), "", ErrLongSecret},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "secret")
			if err := os.WriteFile(file, []byte(c.in), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Secret(file, nil)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestSecretSaysWhyWithoutTheName(t *testing.T) {
	_, err := Secret(filepath.Join(t.TempDir(), "missing"), nil)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v", err)
	}
	if _, err := Secret(t.TempDir(), nil); err == nil || strings.Contains(err.Error(), "/") {
		t.Errorf("a folder: %v", err)
	}
}

// A password on standard input used to swallow the messages behind it, or to be said itself where input was a file.
func TestSecretOnStandardInputLeavesTheRest(t *testing.T) {
	for _, name := range []string{"-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"} {
		in := strings.NewReader("pw7\nhalo\n")
		got, err := Secret(name, in)
		rest, _ := io.ReadAll(in)
		if got != "pw7" || err != nil || string(rest) != "halo\n" {
			t.Errorf("%s: %q, %v, and then %q", name, got, err, rest)
		}
	}
}
