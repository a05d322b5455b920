package console

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// A byte-order mark used to become part of a password or of a message.
func TestTextDropsMarks(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"no mark", "satu\ndua\n", "satu\ndua\n"},
		{"a mark", "\uFEFFhalo\r\n", "halo\r\n"},
		{"nothing but a mark", "\uFEFF", ""},
		{"two marks", "\uFEFF\uFEFFhalo", "halo"},
		{"files put together", "\uFEFFsatu\n\uFEFFdua\n", "satu\ndua\n"},
		{"inside a line it is a character", "sa\uFEFFtu", "sa\uFEFFtu"},
		{"half a mark", "\xef\xbbx", "\xef\xbbx"},
		{"one byte", "x", "x"},
		{"an empty first line", "\n\uFEFFx", "\nx"},
		{"a NUL further on", "ab\x00", "ab\x00"},
		{"a NUL in binary data", "a\x00b", "a\x00b"},
		{"NULs in binary data", "a\x00bc", "a\x00bc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{bytes.NewReader([]byte(c.in)), iotest.OneByteReader(bytes.NewReader([]byte(c.in)))} {
				got, err := io.ReadAll(Text(r))
				if err != nil || string(got) != c.want {
					t.Errorf("%q, %v, want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestTextRefusesUTF16(t *testing.T) {
	for _, in := range []string{"\xff\xfeh\x00", "\xfe\xff\x00h", "h\x00i\x00", "\x00h\x00i", "\xff\xfe"} {
		if got, err := io.ReadAll(Text(bytes.NewReader([]byte(in)))); !errors.Is(err, ErrUTF16) || len(got) > 0 {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestTextPassesErrorsOn(t *testing.T) {
	if _, err := io.ReadAll(Text(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader([]byte("halo")))))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("got %v", err)
	}
}

// A line is handed on as soon as it is there: its sender may wait for the effect.
func TestTextDoesNotWaitForTheNextLine(t *testing.T) {
	in, out := io.Pipe()
	lines := make(chan string)
	go func() { // ends with the pipe
		defer close(lines)
		for s := bufio.NewScanner(Text(in)); s.Scan(); {
			lines <- s.Text()
		}
	}()
	for _, line := range []string{"satu", "", "é", "x"} {
		io.WriteString(out, line+"\n")
		if got := <-lines; got != line {
			t.Errorf("got %q, want %q", got, line)
		}
	}
	out.Close()
	<-lines
}
