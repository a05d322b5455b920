package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns text on one line with everything replaced that could move a cursor, colour a
// screen, ring a bell or turn the order of letters round: runs of line breaks and tabs by one
// space, every other control character (C0, DEL, C1), bidirectional control, line or paragraph separator,
// unassigned or private code point, and each byte that is not UTF-8 by U+FFFD. Zero-width joiners stay, as emoji
// and several scripts need them; other invisible format characters go. Text that is safe comes back as it is.
func Text(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range text {
		if r == '\n' || r == '\r' || r == '\t' {
			gap = true
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		if Safe(r) {
			b.WriteRune(r)
		} else {
			b.WriteRune(utf8.RuneError)
		}
	}
	if gap {
		b.WriteByte(' ')
	}
	return b.String()
}

// isPlain is the quick way out for printable ASCII.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// Safe tells whether a character can be shown as it is.
func Safe(r rune) bool {
	switch {
	case r == ' ':
		return true
	case r == '\u200c' || r == '\u200d': // zero-width non-joiner and joiner
		return true
	case r >= 0xE0020 && r <= 0xE007F: // tags: hidden text
		return false
	case r == utf8.RuneError:
		return true
	}
	// IsGraphic holds letters, marks, numbers, punctuation, symbols and space separators: no
	// control (Cc), format (Cf: bidirectional controls and hidden characters), surrogate,
	// private use, line (Zl) or paragraph separator (Zp).
	return unicode.IsGraphic(r)
}
