package screen

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.uber.org/goleak"

	"obrolan/shared/chat"
)

func TestPipeReadsLines(t *testing.T) {
	defer goleak.VerifyNone(t)
	long := strings.Repeat("é", maxPiped) // twice as many bytes
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"lines", "satu\ndua\n", []string{"satu", "dua"}},
		{"no line break at the end", "satu\ndua", []string{"satu", "dua"}},
		{"Windows", "satu\r\n\r\ndua\r\n", []string{"satu", "", "dua"}},
		{"a long line becomes several, between characters", "a" + long + "\nz", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := NewPipe(strings.NewReader(c.in), true, io.Discard, io.Discard)
			defer p.Close()
			var got []string
			for read := range p.Lines() {
				line := read.Text
				if !read.Literal {
					t.Errorf("%q could be a command", line)
				}
				got = append(got, line)
				if len(line) > maxPiped || !utf8.ValidString(line) {
					t.Errorf("a line of %d bytes, valid: %v", len(line), utf8.ValidString(line))
				}
			}
			if c.want == nil && c.in != "" {
				if all := strings.Join(got, ""); all != "a"+long+"z" || len(got) < 3 || got[len(got)-1] != "z" {
					t.Errorf("%d lines that are not what was read", len(got))
				}
			} else if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestLongPipedLineIsNotCutInACharacter(t *testing.T) {
	for _, whole := range []string{"🇮🇩", "e\u0301", "👩\u200d💻", "👍🏽"} {
		for _, start := range []string{"", "a", "ab", "abc"} {
			p := NewPipe(strings.NewReader(start+strings.Repeat(whole, maxPiped/4)), true, io.Discard, io.Discard)
			for line := range p.Lines() {
				text := strings.TrimPrefix(line.Text, start)
				if n := strings.Count(text, whole); n*len(whole) != len(text) {
					t.Errorf("%q is cut behind %q", whole, start)
				}
			}
			p.Close()
		}
	}
}

func TestPipeCloseEndsReading(t *testing.T) {
	defer goleak.VerifyNone(t)
	p := NewPipe(strings.NewReader("satu\ndua\n"), true, io.Discard, io.Discard)
	p.Close()
	p.Close()
}

// closedPipe is a pipe that nobody reads any more.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestPipeWrites(t *testing.T) {
	var out, notes bytes.Buffer
	p := NewPipe(strings.NewReader(""), true, &out, &notes)
	for _, ev := range []chat.Event{{Kind: chat.Said, Name: "rina", Text: "halo"}, {Kind: chat.Joined, Name: "doni"}, {Kind: chat.Ended}} {
		if err := p.Event(ev); err != nil {
			t.Fatal(err)
		}
	}
	p.Print("a note")
	if out.String() != "rina: halo\n* doni joined\n" || notes.String() != "a note\n" || p.Interactive() {
		t.Errorf("out %q, notes %q", out.String(), notes.String())
	}
	broken := NewPipe(strings.NewReader(""), true, closedPipe{}, &notes)
	if err := broken.Event(chat.Event{Kind: chat.Said}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("on a broken pipe: %v", err)
	}
}
