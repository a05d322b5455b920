package classic

import (
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// linePrefix returns what precedes the text of a line on the wire.
func linePrefix(name string) string {
	return wire.Line{Kind: wire.LineSaid, Name: name}.String()
}

// chunks splits a text into messages whose cipher text, name included, fits the receive buffer of an original. It
// splits after a space near the end if there is one, else between grapheme clusters, and inside a cluster only if that
// alone is too long. The chunks joined are the text. A code point that does not fit the key counts as its substitute.
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

// cut returns how many bytes of text fit in room bytes of cipher text: at least one code point. Each code point's
// number has a space before it; the prefix has counted that of the first one.
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
