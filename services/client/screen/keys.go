package screen

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// key is one press on a keyboard: a character, or one of the constants below, which are
// negative so that no character can be one.
type key rune

const (
	keyEnter key = -1 - iota
	keyBackspace
	keyDelete
	keyDeleteWord
	keyKillToEnd
	keyKillToStart
	keyLeft
	keyRight
	keyWordLeft
	keyWordRight
	keyHome
	keyEnd
	keyUp
	keyDown
	keyClear
	keyCtrlC
	keyCtrlD
	keyPasteStart // characters up to keyPasteEnd were pasted, not typed
	keyPasteBreak // a line break in a paste
	keyPasteEnd
)

// decoder turns what a terminal sends into keys. It keeps a character or an escape sequence
// that is not complete yet, and never more than maxSequence bytes of it. The zero value is ready to use.
type decoder struct {
	pending []byte
	pasting bool // between the marks of a bracketed paste
}

// maxSequence bounds an escape sequence; none that a keyboard sends is longer.
const maxSequence = 32

const esc = "\x1b"

// feed takes the next bytes and returns the keys that they complete.
func (d *decoder) feed(input []byte) []key {
	var keys []key
	buf := append(d.pending, input...)
	for len(buf) > 0 {
		read := next
		if d.pasting {
			read = pasted
		}
		k, n := read(buf)
		switch k {
		case keyPasteStart:
			d.pasting = true
		case keyPasteEnd:
			d.pasting = false
		}
		if n == 0 { // incomplete
			if len(buf) < maxSequence {
				break
			}
			n = len(buf)
			k = 0
		}
		if k != 0 {
			keys = append(keys, k)
		}
		buf = buf[n:]
	}
	d.pending = append(d.pending[:0:0], buf...)
	return keys
}

// next reads the first key of buf and returns how many bytes it took: 0 if buf ends too early. A key
// of 0 is to be ignored.
func next(buf []byte) (key, int) {
	switch b := buf[0]; {
	case b == esc[0]:
		return escaped(buf)
	case b < ' ' || b == 0x7f:
		return controls[b], 1
	case b < utf8.RuneSelf:
		return key(b), 1
	}
	if !utf8.FullRune(buf) {
		return 0, 0
	}
	r, n := utf8.DecodeRune(buf)
	if r == utf8.RuneError && n == 1 {
		return 0, 1
	}
	return key(r), n
}

const (
	pasteOn  = "\x1b[?2004h" // asks the terminal for marks around what is pasted
	pasteOff = "\x1b[?2004l"
	pasteEnd = esc + "[201~"
)

// pasted is next between the marks of a paste. Everything there is text, and what is neither a
// character nor a line break is ignored: control characters are no keys, and an escape sequence
// loses its ESC.
func pasted(buf []byte) (key, int) {
	switch b := buf[0]; {
	case bytes.HasPrefix(buf, []byte(pasteEnd)):
		return keyPasteEnd, len(pasteEnd)
	case strings.HasPrefix(pasteEnd, string(buf)):
		return 0, 0
	case b == '\r' && len(buf) == 1: // a line feed may follow; the end mark does, at the latest
		return 0, 0
	case b == '\r' && buf[1] == '\n':
		return keyPasteBreak, 2
	case b == '\r' || b == '\n':
		return keyPasteBreak, 1
	case b == '\t':
		return ' ', 1
	case b < ' ' || b == 0x7f:
		return 0, 1
	}
	return next(buf)
}

// controls are the keys that Emacs and readline users expect.
var controls = map[byte]key{
	0x01: keyHome, 0x02: keyLeft, 0x03: keyCtrlC, 0x04: keyCtrlD, 0x05: keyEnd, 0x06: keyRight,
	0x08: keyBackspace, '\n': keyEnter, 0x0b: keyKillToEnd, 0x0c: keyClear, '\r': keyEnter,
	0x0e: keyDown, 0x10: keyUp, 0x15: keyKillToStart, 0x17: keyDeleteWord, 0x7f: keyBackspace,
}

// escaped reads a sequence that starts with ESC: CSI (ESC [), SS3 (ESC O), or a key with Alt. Esc alone, before
// something else, is ignored, and what follows is read.
func escaped(buf []byte) (key, int) {
	if len(buf) == 1 {
		return 0, 0
	}
	switch buf[1] {
	case '[':
		return csi(buf)
	case 'O':
		if len(buf) < 3 {
			return 0, 0
		}
		return finals[string(buf[2])], 3
	case 'b':
		return keyWordLeft, 2
	case 'f':
		return keyWordRight, 2
	case 0x7f, 0x08:
		return keyDeleteWord, 2
	}
	return 0, 1
}

// csi reads ESC [ parameters final (ECMA-48, section 5.4): parameter and intermediate bytes
// are 0x20 to 0x3f, the final byte is 0x40 to 0x7e.
func csi(buf []byte) (key, int) {
	for i := 2; i < len(buf); i++ {
		switch b := buf[i]; {
		case b >= 0x20 && b <= 0x3f:
		case b >= 0x40 && b <= 0x7e:
			return finals[string(buf[2:i+1])], i + 1
		default: // not a sequence: drop what looked like one, and read this byte again
			return 0, i
		}
	}
	return 0, 0
}

// finals are the sequences of the usual terminals, without what introduces them.
var finals = map[string]key{
	"A": keyUp, "B": keyDown, "C": keyRight, "D": keyLeft, "H": keyHome, "F": keyEnd,
	"1~": keyHome, "7~": keyHome, "4~": keyEnd, "8~": keyEnd, "3~": keyDelete, "M": keyEnter,
	"200~": keyPasteStart,
	"1;3C": keyWordRight, "1;3D": keyWordLeft, "1;5C": keyWordRight, "1;5D": keyWordLeft,
}
