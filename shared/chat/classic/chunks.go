package classic

import (
	"unicode"

	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// linePrefix is what stands before the words of a line on the wire.
func linePrefix(name string) string {
	return wire.Line{Kind: wire.LineSaid, Name: name}.String()
}

// chunks cuts a text into messages whose cipher text, with the name before them, fits in what an original
// reads of a datagram. It cuts behind a space near the end where there is one, else between characters as
// a reader sees them, and inside one only if that alone is too long. Joined, the chunks are the text. Every
// character must fit the key, or it counts as its substitute.
func chunks(enc *rsa.Encrypter, name, text string) []string {
	room := wire.DatagramSize
	for _, r := range linePrefix(name) {
		room -= enc.Len(r) + 1
	}
	var all []string
	for len(text) > 0 {
		n := cut(enc, text, room)
		all = append(all, text[:n])
		text = text[n:]
	}
	return all
}

// cut returns how many bytes of text go into a message with room bytes of cipher text
// left, at least one character. The number of a character has a space before it, which the
// first one's prefix has counted.
func cut(enc *rsa.Encrypter, text string, room int) int {
	used, behindSpace, spaceUsed, between := 0, 0, 0, 0
	var prev rune
	pairs := 0 // regional indicators in a row: two make a flag
	for i, r := range text {
		if i > 0 && !joins(prev, r, pairs) {
			between = i
			if prev == ' ' {
				behindSpace, spaceUsed = i, used
			}
		}
		need := enc.Len(r)
		if i > 0 {
			need++
		}
		if used+need > room && i > 0 {
			switch {
			case spaceUsed > room-room/4:
				return behindSpace
			case between > 0:
				return between
			}
			return i
		}
		used += need
		if isRegional(r) {
			pairs++
		} else {
			pairs = 0
		}
		prev = r
	}
	return len(text)
}

const zeroWidthJoiner = '\u200d'

// joins tells whether r belongs to the character before it (the usual cases of Unicode
// Standard Annex 29): a mark, a joiner and what it joins, a skin tone, the second half of a flag.
func joins(prev, r rune, regionals int) bool {
	switch {
	case r < 0x300: // all the rest begins there
		return false
	case unicode.Is(unicode.M, r), r == zeroWidthJoiner, r == '\u200c', prev == zeroWidthJoiner:
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF:
		return true
	}
	return isRegional(r) && regionals%2 == 1
}

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
