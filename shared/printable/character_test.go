package printable

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Half a flag was a character once: what Backspace took, what a row ended with.
func TestCharacters(t *testing.T) {
	for _, c := range []struct {
		name, text string // the characters, with | between them
		columns    int
	}{
		{"letters", "h|a|l|o", 4},
		{"a letter of its own code point", "é", 1},
		{"a combining accent", "e\u0301|a\u0323\u0302", 2},
		{"a flag", "1|🇮🇩", 3},
		{"flags in a row", "🇮🇩|🇲🇾|🇸🇬", 6},
		{"half a flag", "🇮🇩|🇲|a", 5},
		{"the flag of a region", wales, 2},
		{"a skin tone", "👍🏽|👍", 6},
		{"joined emoji", "👩\u200d💻|👨\u200d👩\u200d👧", 10},
		{"a heart as an emoji", "❤\ufe0f|❤", 3},
		{"a wide emoji with a selector", "👍\ufe0f", 2},
		{"a keycap", "1\ufe0f\u20e3|2", 3},
		{"emoji newer than the tables", "\U0001FAE9|\U0001F6D8", 4},
		{"a new emoji with a skin tone, joined", "\U0001FACD🏽\u200d\U0001F6D8", 6},
		{"wide characters", "日|本|Ａ", 6},
		{"narrow ones", "ｱﾞ|ｲ", 3},
		{"a new Han character", "\U000323B0", 2},
		{"Korean in parts", "\u1112\u1161\u11ab|글", 6},
		{"an Indic consonant with its vowel", "नि|क", 3},
		{"a conjunct", "क्षि", 3},
		{"Thai", "กำ|ที่", 3},
		{"line breaks", "\r\n|\n", 3},
		{"nothing", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var want []string
			if c.text != "" {
				want = strings.Split(c.text, "|")
			}
			text := strings.Join(want, "")
			if got := slices.Collect(Characters(text)); !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			if got := Columns(text); got != c.columns {
				t.Errorf("%q takes %d columns, want %d", text, got, c.columns)
			}
		})
	}
}

// Nothing is lost between characters, and the columns of a text are those of its characters.
func TestCharactersAreTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		all, columns := "", 0
		for c := range Characters(text) {
			all += c
			columns += Columns(c)
		}
		if all != text || columns != Columns(text) {
			t.Fatalf("%q became %q; %d columns, %d by characters", text, all, Columns(text), columns)
		}
	})
}
