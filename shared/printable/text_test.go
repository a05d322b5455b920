package printable

import (
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain ASCII", "halo, apa kabar?", "halo, apa kabar?"},
		{"other scripts", "こんにちは – مرحبا – é", "こんにちは – مرحبا – é"},
		{"emoji with joiner", "👩\u200d💻", "👩\u200d💻"},
		{"combining accent", "e\u0301", "e\u0301"},
		{"clear screen", "a\x1b[2Jb", "a\uFFFD[2Jb"},
		{"title, bell", "\x1b]0;x\a", "\uFFFD]0;x\uFFFD"},
		{"C1 CSI", "a\u009b31mb", "a\uFFFD31mb"},
		{"backspace and DEL", "a\bb\x7f", "a\uFFFDb\uFFFD"},
		{"line breaks become one space", "a\r\n\tb\n", "a b "},
		{"line separator", "a\u2028b\u2029", "a\uFFFDb\uFFFD"},
		{"bidirectional override", "a\u202Eb\u2066c", "a\uFFFDb\uFFFDc"},
		{"left-to-right mark", "a\u200Eb", "a\uFFFDb"},
		{"byte order mark", "\uFEFFa", "\uFFFDa"},
		{"hidden tags", "a\U000E0041", "a\uFFFD"},
		{"private use", "\uE000", "\uFFFD"},
		{"not UTF-8", "a\xffb\xc3", "a\uFFFDb\uFFFD"},
		{"NUL", "\x00", "\uFFFD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Text(c.in); got != c.want {
				t.Errorf("Text(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b[2Jb\u202E\xff\r\n")
	f.Fuzz(func(t *testing.T, in string) {
		out := Text(in)
		if !utf8.ValidString(out) {
			t.Fatalf("Text(%q) = %q is not UTF-8", in, out)
		}
		for _, r := range out {
			if r < ' ' || r >= 0x7f && r < 0xa0 || !Safe(r) {
				t.Fatalf("Text(%q) = %q lets %U through", in, out, r)
			}
		}
		if again := Text(out); again != out {
			t.Fatalf("Text is not idempotent: %q, then %q", out, again)
		}
	})
}
