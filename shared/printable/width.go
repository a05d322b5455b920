package printable

import (
	"unicode"

	"golang.org/x/text/width"
)

// Columns returns how many columns of a terminal text takes at most. Terminals differ: some draw a
// sequence of joined emoji as one, others draw its parts. The largest answer keeps a
// row from being longer than the terminal.
func Columns(text string) int {
	n := 0
	for character := range Characters(text) {
		n += characterColumns(character)
	}
	return n
}

func characterColumns(character string) int {
	n := 0
	for _, r := range character {
		switch {
		case r == emojiPresentation, isRegional(r):
			n = max(n, 2) // a flag is two columns wide, and so is half of one
		default:
			n += runeColumns(r)
		}
	}
	return n
}

const emojiPresentation = '\ufe0f' // variation selector 16: what is before it is drawn as an emoji

// isRegional reports whether r is a regional indicator; two of them are a flag.
func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// runeColumns is 2 for East Asian wide characters and emoji (Unicode Standard Annex 11), 0 for
// marks and joiners, else 1.
func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case isReserved(r) && !unicode.IsGraphic(r):
		return 2
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
