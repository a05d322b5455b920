package screen

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obrolan/shared/printable"
)

const pasteStart = esc + "[200~"

// typed applies what a keyboard sends; lines are what Enter ended.
func typed(e *editor, input string) (lines []string) {
	var d decoder
	for _, k := range d.feed([]byte(input)) {
		if line, done := e.press(k, true); done {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestEditing(t *testing.T) {
	const left, right, up, down, home, end = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x01", "\x05"
	for _, c := range []struct{ name, in, want string }{ // want has | for the cursor
		{"typing", "halo", "halo|"},
		{"backspace", "halo\x7f\x7f", "ha|"},
		{"backspace at the start", "\x7fa", "a|"},
		{"in the middle", "hlo" + left + left + "a", "ha|lo"},
		{"delete", "halo" + home + "\x1b[3~", "|alo"},
		{"Ctrl-D deletes", "halo" + home + "\x04", "|alo"},
		{"delete at the end", "a\x1b[3~", "a|"},
		{"home, end", "bc" + home + "a" + end + "d", "abcd|"},
		{"beyond both ends", "a" + left + left + left + "b" + right + right + right + "c", "bac|"},
		{"delete a word", "satu dua  \x17", "satu |"},
		{"to the start", "satu dua" + left + left + "\x15", "|ua"},
		{"to the end", "satu dua" + left + left + "\x0b", "satu d|"},
		{"by words", "satu dua tiga\x1bb\x1bb\x1bf", "satu dua| tiga"},
		{"an accent goes with its letter", "ae\u0301\x7f", "a|"},
		{"a joined emoji is one", "a👩\u200d💻" + left + "b", "ab|👩\u200d💻"},
		{"so is one with a skin tone", "👍🏽\x7f", "|"},
		{"a flag is one", "1🇮🇩\x7f", "1|"}, // half of it stayed
		{"one flag of two", "🇮🇩🇲🇾" + left + "\x1b[3~", "🇮🇩|"},
		{"a flag with tags", "a🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F\x7f", "a|"},
		{"its tags are taken", "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F" + left, "|🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"},
		{"a keycap", "1\ufe0f\u20e3" + left, "|1\ufe0f\u20e3"},
		{"an emoji newer than the tables", "a\U0001FAE9b", "a\U0001FAE9b|"},
		{"tags alone are hidden text", "a\U000E0067b", "ab|"},
		{"a paste waits for Enter", "a" + pasteStart + "b\rc" + pasteEnd + "d", "ab\ncd|"},
		{"the line break at its end does not count", "x" + left + pasteStart + "!q\r\n\n" + pasteEnd, "!q|x"},
		{"a paste of line breaks", "x" + pasteStart + "\r\r" + pasteEnd, "x|"},
		{"nothing unsafe gets in", "a\u202e\u0085\u2028b", "ab|"},
		{"history", "satu\rdua\rti" + up, "dua|"},
		{"further back", "satu\rdua\rti" + up + up + up, "satu|"},
		{"and forth again", "satu\rdua\rti" + up + up + down, "dua|"},
		{"the line that is being typed comes back", "satu\rdua\rti" + up + up + down + down + down + "ga", "tiga|"},
		{"what comes back can be changed", "satu\r" + up + "x", "satux|"},
		{"no empty lines, no repetitions", "satu\rdua\rdua\r\r" + up + up, "satu|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var e editor
			typed(&e, c.in)
			if got := string(e.line[:e.at]) + "|" + string(e.line[e.at:]); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestEnterReturnsTheWholeLine(t *testing.T) {
	var e editor
	if got := typed(&e, "halo\x01\rdua\r"); len(got) != 2 || got[0] != "halo" || got[1] != "dua" {
		t.Errorf("%q", got)
	}
}

func TestChangingHistoryDoesNotChangeThePast(t *testing.T) {
	var e editor
	typed(&e, "satu\r\x1b[A\x7f\x7fxx\x15")
	if got := typed(&e, "\x1b[B\x1b[A\r"); got[0] != "satu" {
		t.Errorf("%q, want satu", got)
	}
}

// Text that was cut off vanished without a word.
func TestOverflow(t *testing.T) {
	var e editor
	typed(&e, strings.Repeat("x", maxLine-10))
	if n := e.overflow(false); n != 0 {
		t.Errorf("%d characters have no room in a line that has", n)
	}
	typed(&e, pasteStart+strings.Repeat("y", 10)+"\r\n"+pasteEnd)
	if n := e.overflow(true); n != 0 {
		t.Errorf("%d characters have no room, and are only the line break at the end", n)
	}
	typed(&e, pasteStart+strings.Repeat("z", 20)+"\r\rz\r"+pasteEnd)
	if n := e.overflow(true); n != 23 {
		t.Errorf("%d characters of a paste have no room, want 23", n)
	}
	typed(&e, "\x7f\x7fabc")
	if n := e.overflow(false); n != 1 {
		t.Errorf("%d typed characters have no room, want 1", n)
	}
	typed(&e, "def")
	if n := e.overflow(false); n != 0 {
		t.Error("a full line is reported for each key")
	}
}

func TestBounds(t *testing.T) {
	var e editor
	typed(&e, strings.Repeat("x", maxLine+10))
	if len(e.line) != maxLine {
		t.Errorf("a line of %d characters", len(e.line))
	}
	for i := range maxHistory + 10 {
		typed(&e, "\x15"+strings.Repeat("y", i+1)+"\r")
	}
	if len(e.history.lines) != maxHistory || len(e.history.lines[maxHistory-1]) != maxHistory+10 {
		t.Errorf("a history of %d lines", len(e.history.lines))
	}
}

// Whatever is typed, the part that is shown fits, is part of the line, and holds the cursor; a
// line that fits is shown whole.
func TestWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e editor
		presses := rapid.SliceOf(rapid.SampledFrom([]string{"a", "日", "👍", "e\u0301", "❤\ufe0f", "🇮", "🇩", "\u200d", pasteStart + "a\rb\n" + pasteEnd, "\x1b[D", "\x1b[C", "\x01", "\x05", "\x7f", "\x17", " "})).Draw(t, "keys")
		room := rapid.IntRange(1, 12).Draw(t, "room")
		for _, p := range presses {
			typed(&e, p)
			left, right := e.window(room)
			space := max(room-1, 1)
			if n := printable.Columns(left + right); n > space {
				t.Fatalf("%d columns where there is room for %d: %q|%q", n, space, left, right)
			}
			if !strings.HasSuffix(string(e.line[:e.at]), left) || !strings.HasPrefix(string(e.line[e.at:]), right) {
				t.Fatalf("%q|%q is not around the cursor of %q|%q", left, right, string(e.line[:e.at]), string(e.line[e.at:]))
			}
			if printable.Columns(string(e.line)) <= space && left+right != string(e.line) {
				t.Fatalf("%q would fit, but %q|%q is shown", string(e.line), left, right)
			}
		}
	})
}
