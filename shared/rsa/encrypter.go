package rsa

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// CharError names a character that a key can't carry, because its code point is not below n.
type CharError struct {
	Char rune
	N    uint64
}

// Error says which character did not fit.
func (e *CharError) Error() string {
	return fmt.Sprintf("the character %q (U+%04X = %d) does not fit in a key with n = %d", e.Char, e.Char, e.Char, e.N)
}

// Substitute replaces a character that a key can't carry.
const Substitute = '?'

// tableLimit is how many characters beyond ASCII an Encrypter caches, so that a peer who sends all of Unicode can't fill
// the memory.
const tableLimit = 512

// digits is a number in lower-case hexadecimal: at most 8 digits, as n < 2³².
type digits struct {
	text [8]byte
	n    uint8
}

// Encrypter encrypts text under one public key. It caches the cipher text of each character, ASCII in an array and up to
// 512 others in a map, so that a message costs look-ups instead of exponentiations. That such a table works is the cipher's
// weakness: it is the code book that an eavesdropper builds. It is not safe for concurrent use.
type Encrypter struct {
	key   Public
	ascii *[128]digits // nil until first used: an idle member costs nothing
	other map[rune]digits
}

// NewEncrypter returns an Encrypter for key, or an error that wraps ErrKey.
func NewEncrypter(key Public) (*Encrypter, error) {
	if err := key.Check(); err != nil {
		return nil, err
	}
	return &Encrypter{key: key}, nil
}

// Key returns the public key.
func (e *Encrypter) Key() Public { return e.key }

// Append appends the cipher text of text to dst: one number a code point, in
// hexadecimal, joined by one space. A character that does not fit in n is a *CharError,
// and dst is returned as it was. Bytes that are not UTF-8 count as U+FFFD.
func (e *Encrypter) Append(dst []byte, text string) ([]byte, error) {
	for _, r := range text {
		if uint64(r) >= e.key.N {
			return dst, &CharError{Char: r, N: e.key.N}
		}
	}
	return e.AppendLossy(dst, text), nil
}

// AppendLossy is Append, but replaces each character that does not fit by Substitute.
func (e *Encrypter) AppendLossy(dst []byte, text string) []byte {
	for i, r := range text {
		if i > 0 {
			dst = append(dst, ' ')
		}
		if uint64(r) >= e.key.N {
			r = Substitute
		}
		if r < utf8.RuneSelf {
			dst = e.appendASCII(dst, r)
			continue
		}
		d := e.lookUp(r)
		dst = append(dst, d.text[:d.n]...)
	}
	return dst
}

// Len returns how many bytes Append would append for r alone.
func (e *Encrypter) Len(r rune) int {
	if uint64(r) >= e.key.N {
		r = Substitute
	}
	if r < utf8.RuneSelf {
		var scratch [8]byte
		return len(e.appendASCII(scratch[:0], r))
	}
	return int(e.lookUp(r).n)
}

// appendASCII is the fast path for nearly all characters.
func (e *Encrypter) appendASCII(dst []byte, r rune) []byte {
	if e.ascii == nil {
		e.ascii = new([128]digits)
	}
	d := &e.ascii[r]
	if d.n == 0 {
		*d = e.compute(r)
	}
	return append(dst, d.text[:d.n]...)
}

// lookUp returns the cached number of a character beyond ASCII, or computes it.
func (e *Encrypter) lookUp(r rune) digits {
	if d, ok := e.other[r]; ok {
		return d
	}
	d := e.compute(r)
	if e.other == nil {
		e.other = make(map[rune]digits)
	}
	if len(e.other) < tableLimit {
		e.other[r] = d
	}
	return d
}

// compute encrypts one character.
func (e *Encrypter) compute(r rune) digits {
	var d digits
	d.n = uint8(len(strconv.AppendUint(d.text[:0], powMod(uint64(r), e.key.E, e.key.N), 16)))
	return d
}
