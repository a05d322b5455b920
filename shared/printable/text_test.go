package printable

import (
	"regexp"
	"testing"
	"unicode/utf8"
)

// wales is a black flag, the tags g b w l s, and the cancel tag.
const wales = "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"

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
		{"tags behind what is no flag", "a\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"tags of a flag", wales, wales},
		{"tags that no cancel tag ends", "🏴\U000E0067\U000E0062\U000E0065", "🏴\uFFFD\uFFFD\uFFFD"},
		{"more tags than a flag has", "🏴\U000E0061\U000E0061\U000E0061\U000E0061\U000E0061\U000E0061\U000E0061\U000E007F", "🏴\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"fewer tags than a flag has", "🏴\U000E0061\U000E0062\U000E007F", "🏴\uFFFD\uFFFD\uFFFD"},
		{"tags that are no letters", "🏴\U000E0041\U000E0042\U000E0043\U000E007F", "🏴\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"an emoji newer than the tables", "a\U0001FAE9b", "a\U0001FAE9b"},
		{"a new emoji with a skin tone, joined", "\U0001FACD🏽\u200d\U0001F6D8", "\U0001FACD🏽\u200d\U0001F6D8"},
		{"a new Han character", "\U000323B0", "\U000323B0"},
		{"a keycap", "1\uFE0F\u20E3", "1\uFE0F\u20E3"},
		{"unassigned elsewhere", "\u0378\U0001FFFE\U000E0001\U000E0FFF\u2065", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
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

// flag is a flag of a region, the one place where tags stay.
var flag = regexp.MustCompile("🏴[\U000E0030-\U000E0039\U000E0061-\U000E007A]{3,6}\U000E007F")

func FuzzText(f *testing.F) {
	f.Add("a\x1b[2Jb\u202E\xff\r\n")
	f.Add("🏴" + wales + "\U000E0067\U0001FAE9")
	f.Fuzz(func(t *testing.T, in string) {
		out := Text(in)
		if !utf8.ValidString(out) {
			t.Fatalf("Text(%q) = %q is not UTF-8", in, out)
		}
		for _, r := range flag.ReplaceAllString(out, "🏴") {
			if r < ' ' || r >= 0x7f && r < 0xa0 || !Safe(r) {
				t.Fatalf("Text(%q) = %q lets %U through", in, out, r)
			}
		}
		if again := Text(out); again != out {
			t.Fatalf("Text is not idempotent: %q, then %q", out, again)
		}
	})
}

// SafeAfter takes tags one by one, as they are typed; Text has the last word on them.
func TestSafeAfter(t *testing.T) {
	before := rune(0)
	for _, r := range wales + "x" {
		if !SafeAfter(before, r) {
			t.Errorf("%U after %U is refused, and is part of a flag", r, before)
		}
		before = r
	}
	for _, c := range [][2]rune{{0, 0xE0067}, {'a', 0xE0067}, {0xE007F, 0xE0067}, {0x1F3F4, '\u202E'}, {'a', 0x1b}} {
		if SafeAfter(c[0], c[1]) {
			t.Errorf("%U after %U is taken", c[1], c[0])
		}
	}
}
