package rsa

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrText is wrapped by every error about cipher text that is not what the format allows.
var ErrText = errors.New("malformed cipher text")

// Decrypter decrypts text with a private key and caches the characters of numbers seen, with the limit of an Encrypter. It
// is not safe for concurrent use.
type Decrypter struct {
	key  Textbook
	seen map[uint64]rune
}

// NewDecrypter returns a Decrypter for a key pair.
func NewDecrypter(key Textbook) *Decrypter {
	return &Decrypter{key: key, seen: make(map[uint64]rune)}
}

// Text decrypts hexadecimal numbers joined by one space. Errors wrap ErrText and give the offset of the bad number: not
// hexadecimal, more than eight digits, not below n, or no character. Text encrypted under another key either fails or
// gives nonsense: the format has no check.
func (d *Decrypter) Text(cipher []byte) (string, error) {
	text := make([]byte, 0, len(cipher)/5+1)
	for pos := 0; pos <= len(cipher); {
		c, next, err := number(cipher, pos)
		if err != nil {
			return "", err
		}
		if c >= d.key.N {
			return "", fmt.Errorf("%w: the number at offset %d is not below n", ErrText, pos)
		}
		r, ok := d.char(c)
		if !ok {
			return "", fmt.Errorf("%w: the number at offset %d stands for no character", ErrText, pos)
		}
		text = utf8.AppendRune(text, r)
		pos = next
	}
	return string(text), nil
}

// char decrypts one number.
func (d *Decrypter) char(c uint64) (rune, bool) {
	if r, ok := d.seen[c]; ok {
		return r, true
	}
	m := powMod(c, d.key.D, d.key.N)
	if m > utf8.MaxRune || !utf8.ValidRune(rune(m)) {
		return 0, false
	}
	if len(d.seen) < tableLimit {
		d.seen[c] = rune(m)
	}
	return rune(m), true
}

// CheckText checks without a key that cipher has the form of cipher text (hexadecimal numbers joined by one space). An error
// wraps ErrText.
func CheckText(cipher []byte) error {
	for pos := 0; pos <= len(cipher); {
		_, next, err := number(cipher, pos)
		if err != nil {
			return err
		}
		pos = next
	}
	return nil
}

// number reads the hexadecimal number at pos and returns it with the position
// after the space behind it; len(cipher)+1 at the end.
func number(cipher []byte, pos int) (n uint64, next int, err error) {
	i := pos
	for ; i < len(cipher) && cipher[i] != ' '; i++ {
		v, ok := hexDigit(cipher[i])
		if !ok {
			return 0, 0, fmt.Errorf("%w: no hexadecimal digit at offset %d", ErrText, i)
		}
		if i-pos == 8 {
			return 0, 0, fmt.Errorf("%w: more than eight digits at offset %d", ErrText, pos)
		}
		n = n<<4 | uint64(v)
	}
	if i == pos {
		return 0, 0, fmt.Errorf("%w: no number at offset %d", ErrText, pos)
	}
	return n, i + 1, nil
}

// hexDigit accepts upper case too: a peer's hex() may print it.
func hexDigit(b byte) (byte, bool) {
	switch {
	case b >= '0' && b <= '9':
		return b - '0', true
	case b >= 'a' && b <= 'f':
		return b - 'a' + 10, true
	case b >= 'A' && b <= 'F':
		return b - 'A' + 10, true
	}
	return 0, false
}
