package impair

import "time"

type deed uint8

const (
	deedNone deed = iota
	deedDrop
	deedFlip
	deedReplay
	deedHold
)

// Action is what a [Rule] does to a datagram. Make one with [Drop], [FlipBit],
// [FlipByte], [Replay] or [Hold].
type Action struct {
	deed deed
	// offset is the byte to change, from the end when negative.
	offset int
	mask   byte
	wait   time.Duration
}

// Drop makes the datagram vanish. Copies that a Replay makes of it survive.
func Drop() Action { return Action{deed: deedDrop} }

// FlipBit flips one bit, counted from the datagram's first byte and there from
// the most significant bit, as byte diagrams number them: bit 8 is 0x80 of the
// second byte. A datagram that is too short passes and does not count as a hit.
func FlipBit(bit int) Action {
	if bit < 0 {
		return Action{deed: deedFlip}
	}
	return Action{deed: deedFlip, offset: bit / 8, mask: 0x80 >> (bit % 8)}
}

// FlipByte flips the bits of mask in the byte at offset; a negative offset
// counts from the end, -1 being the last byte. A datagram that is too short
// passes and does not count as a hit.
func FlipByte(offset int, mask byte) Action {
	return Action{deed: deedFlip, offset: offset, mask: mask}
}

// Replay delivers the datagram a second time, as it was sent, after the given
// time counted from its own arrival (or from when it would have arrived on an
// empty link, where it is lost). The copy bypasses the bottleneck.
func Replay(after time.Duration) Action { return Action{deed: deedReplay, wait: after} }

// Hold delays the datagram by more than the link does; later ones overtake it.
func Hold(by time.Duration) Action { return Action{deed: deedHold, wait: by} }

// flip changes the datagram in place; false where it is too short.
func (a Action) flip(datagram []byte) bool {
	i := a.index(len(datagram))
	if i < 0 {
		return false
	}
	datagram[i] ^= a.mask
	return true
}

// index returns where a flip falls in a datagram of the given size, or -1.
func (a Action) index(size int) int {
	i := a.offset
	if i < 0 {
		i += size
	}
	if i < 0 || i >= size {
		return -1
	}
	return i
}
