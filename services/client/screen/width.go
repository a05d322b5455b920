package screen

import (
	"unicode"

	"golang.org/x/text/width"
)

// columns is how many columns a text takes at most. Terminals differ in joined emoji and variation
// selectors; the largest answer keeps a line from wrapping where it should not.
func columns(text []rune) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}

// runeColumns is 2 for East Asian wide characters and emoji (Unicode Standard Annex 11), 0 for
// marks and joiners, else 1.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r == '\ufe0f': // "as an emoji": what stands before may grow
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// continues tells whether r belongs to the character before it, so that a cursor does not
// stop between them: marks, variation selectors, joiners, skin tones, and what a joiner joins.
func continues(before, r rune) bool {
	const joiner = '\u200d'
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc):
		return true
	case r == joiner || before == joiner:
		return true
	}
	return r >= 0x1f3fb && r <= 0x1f3ff
}
