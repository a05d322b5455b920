package console

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"
)

// Errors in a secret's file, apart from those of opening it. Each completes a sentence.
var (
	ErrNoSecret   = errors.New("its first line is empty")
	ErrLongSecret = errors.New("its first line is too long")
	ErrNotUTF8    = errors.New("it is not UTF-8 text")
)

// maxSecret is the maximum length of a secret in bytes.
const maxSecret = 4096

// Secret returns the first line of a file without its line end and byte-order mark. If the file is standard input, by any
// of its names or "-", it reads only that line from stdin and leaves the rest. Errors do not contain the file's name.
func Secret(file string, stdin io.Reader) (string, error) {
	r := stdin
	if !isStdin(file) {
		f, err := os.Open(file)
		if err != nil {
			return "", Reason(err)
		}
		defer f.Close()
		r = f
	}
	line, err := firstLine(r)
	if err != nil {
		return "", Reason(err)
	}
	if startsAsUTF16(line) {
		return "", ErrUTF16
	}
	secret := strings.TrimRight(strings.TrimPrefix(string(line), string(mark)), "\r")
	switch {
	case secret == "":
		return "", ErrNoSecret
	case !utf8.ValidString(secret):
		return "", ErrNotUTF8
	}
	return secret, nil
}

// isStdin reports whether a file name means standard input. Opening that name would read redirected input from the start.
func isStdin(file string) bool {
	switch file {
	case "-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0":
		return true
	}
	return false
}

// firstLine reads byte by byte, so that it consumes nothing after the line.
func firstLine(r io.Reader) ([]byte, error) {
	var line []byte
	for one := make([]byte, 1); len(line) <= maxSecret; {
		n, err := r.Read(one)
		switch {
		case n == 1 && one[0] == '\n':
			return line, nil
		case n == 1:
			line = append(line, one[0])
		case errors.Is(err, io.EOF):
			return line, nil
		case err != nil:
			return nil, err
		}
	}
	return nil, ErrLongSecret
}

// Reason returns the cause of a file error without the file name and the system call.
func Reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return err
}
