package console

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// ErrUTF16 is returned for text in UTF-16, as some Windows programs save it.
var ErrUTF16 = errors.New("it is UTF-16 text, and only UTF-8 can be read; save it as UTF-8")

// mark is the byte-order mark, U+FEFF, in UTF-8.
var mark = []byte("\uFEFF")

// Text returns a reader of r that removes byte-order marks at the start of the text and of each line, where joined files
// leave them. Its error is ErrUTF16 if r starts like UTF-16. It reads no more of r than it needs to recognize a mark.
func Text(r io.Reader) io.Reader {
	return &textReader{r: bufio.NewReader(r), atStart: true, lineStart: true}
}

type textReader struct {
	r         *bufio.Reader
	atStart   bool
	lineStart bool
	err       error // from r, or ErrUTF16; returned after the buffered data
}

// Read reads at most a part of a line.
func (t *textReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if t.lineStart {
		t.skipMarks()
	}
	if len(t.peek(1)) == 0 {
		return 0, t.err
	}
	part := t.peek(min(len(p), t.r.Buffered()))
	if i := bytes.IndexByte(part, '\n'); i >= 0 {
		part = part[:i+1]
		t.lineStart = true
	}
	n := copy(p, part)
	t.r.Discard(n)
	return n, nil
}

// peek returns the next n bytes without consuming them, or fewer before an error. It does not read r after an error.
func (t *textReader) peek(n int) []byte {
	if t.err != nil {
		n = min(n, t.r.Buffered())
	}
	next, err := t.r.Peek(n)
	if err != nil {
		t.err = err
	}
	return next
}

// skipMarks drops the marks at the start of a line.
func (t *textReader) skipMarks() {
	if t.atStart && t.isUTF16() {
		t.r.Discard(t.r.Buffered())
		t.err = ErrUTF16
	}
	t.atStart, t.lineStart = false, false
	for t.startsWith(mark) {
		t.r.Discard(len(mark))
	}
}

// startsWith reads no more bytes than it needs.
func (t *textReader) startsWith(want []byte) bool {
	for n := 1; n <= len(want); n++ {
		if !bytes.Equal(t.peek(n), want[:n]) {
			return false
		}
	}
	return true
}

// isUTF16 looks at the start of the text. It asks for more than two bytes only where one of them is NUL, which no line
// of text has.
func (t *textReader) isUTF16() bool {
	first := t.peek(1)
	if len(first) < 1 || first[0] == '\n' {
		return false
	}
	b := t.peek(2)
	if bytes.IndexByte(b, 0) >= 0 {
		b = t.peek(4)
	}
	return startsAsUTF16(b)
}

// startsAsUTF16 tells whether a text starts with a byte-order mark of UTF-16 or, where that is left out, with two ASCII
// characters of it; with one, where that is all there is.
func startsAsUTF16(text []byte) bool {
	b := text[:min(len(text), 4)]
	switch {
	case len(b) < 2:
		return false
	case b[0] == 0xFF && b[1] == 0xFE, b[0] == 0xFE && b[1] == 0xFF:
		return true
	case (b[0] == 0) == (b[1] == 0):
		return false
	}
	return len(b) == 2 || len(b) == 4 && (b[0] == 0) == (b[2] == 0) && (b[1] == 0) == (b[3] == 0)
}
