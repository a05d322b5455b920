package classic

import (
	"obrolan/shared/printable"
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
// code point must fit the key, or it counts as its substitute.
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
// left, at least one code point. The number of a code point has a space before it, which the
// first one's prefix has counted.
func cut(enc *rsa.Encrypter, text string, room int) int {
	used, end, behindSpace, spaceUsed := 0, 0, 0, 0
	for character := range printable.Characters(text) {
		for i, r := range character {
			first := end+i == 0
			need := enc.Len(r)
			if !first {
				need++
			}
			if used+need > room && !first {
				switch {
				case spaceUsed > room-room/4:
					return behindSpace
				case end > 0:
					return end
				}
				return i
			}
			used += need
		}
		end += len(character)
		if character == " " {
			behindSpace, spaceUsed = end, used
		}
	}
	return len(text)
}
