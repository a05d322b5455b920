package printable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns text on one line, with everything replaced that could move a cursor, colour a
// screen, ring a bell or reverse the order of letters. A run of line breaks and tabs becomes one
// space. Every other control character (C0, DEL, C1), bidirectional control, line or paragraph
// separator, private or unassigned code point, and each byte that is not UTF-8 becomes U+FFFD.
//
// Some invisible characters stay, because visible ones need them: joiners, variation
// selectors, and the tags of a complete flag. Unassigned code points that Unicode sets aside for
// emoji and Han stay too, because phones have new emoji years before these tables do.
// Text that is safe comes back as it is.
func Text(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == '\n' || r == '\r' || r == '\t' {
			gap, text = true, text[n:]
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		switch {
		case r == blackFlag:
			n += len(flagTags(text[n:]))
			b.WriteString(text[:n])
		case Safe(r):
			b.WriteRune(r)
		default:
			b.WriteRune(utf8.RuneError)
		}
		text = text[n:]
	}
	if gap {
		b.WriteByte(' ')
	}
	return b.String()
}

// isPlain reports whether text is printable ASCII, which needs no further look.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// Safe reports whether r can be shown as it is, wherever it stands.
func Safe(r rune) bool {
	switch {
	case r == ' ':
		return true
	case r == '\u200c' || r == '\u200d': // zero-width non-joiner and joiner
		return true
	case isTag(r): // hidden text, unless it belongs to a flag
		return false
	case r == utf8.RuneError:
		return true
	}
	// IsGraphic holds letters, marks, numbers, punctuation, symbols and space separators: no
	// control (Cc), format (Cf: bidirectional controls and hidden characters), surrogate,
	// private use, line (Zl) or paragraph separator (Zp).
	return unicode.IsGraphic(r) || isReserved(r)
}

// SafeAfter reports whether r can be shown behind before, which is 0 at the start of a text. It
// is Safe, but takes the tags of a flag. Text still replaces tags that do not complete a flag.
func SafeAfter(before, r rune) bool {
	return Safe(r) || isTag(r) && (before == blackFlag || isTag(before) && before != cancelTag)
}

// isReserved reports whether Unicode sets r aside for emoji (reserved code points with the
// property Extended_Pictographic, Unicode Technical Standard 51) or for Han characters (planes 2
// and 3). Such a code point is safe before a version of Unicode assigns it.
func isReserved(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x1FC00 && r <= 0x1FFFD:
		return true
	}
	return r >= 0x20000 && r <= 0x2FFFD || r >= 0x30000 && r <= 0x3FFFD
}

const (
	blackFlag = 0x1F3F4 // alone a flag; with tags behind it, the flag of a region such as Wales
	cancelTag = 0xE007F // ends the tags
)

// isTag reports whether r is one of the invisible twins of ASCII.
func isTag(r rune) bool { return r >= 0xE0020 && r <= cancelTag }

// flagTags returns the tags at the start of text that make the flag of a region out of the black
// flag before it, or "": three to six letters or digits, then the cancel tag (UTS 51, annex C).
func flagTags(text string) string {
	count := 0
	for i, r := range text {
		switch {
		case r == cancelTag && count >= 3:
			return text[:i+utf8.RuneLen(r)]
		case r < 0xE0030 || r > 0xE007A || r > 0xE0039 && r < 0xE0061 || count == 6:
			return ""
		}
		count++
	}
	return ""
}
