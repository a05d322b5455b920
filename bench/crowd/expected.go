//go:build linux

package crowd

import (
	"bytes"
	"fmt"
	"strconv"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// The content of lines. A line is a text and six digits with its number, LineLength characters in all; a name is a word and
// four digits with the member's number. So lines and names differ only in a few digits.
const (
	LineLength = 40 // characters of a line, without the name before it

	text       = "halo semua, ini baris saya yang ke" // LineLength − lineDigits
	word       = "murid"
	notice     = " memasuki obrolan!"
	lineDigits = 6
	nameDigits = 4

	maxLines    = 1_000_000
	maxMembers  = 10_000
	maxSpeakers = 100 // the first so many members take turns to speak
)

// name is the name of the member at index.
func name(index int) string { return fmt.Sprintf(word+"%0*d", nameDigits, index) }

// said is what a member's line number seq says, name included.
func said(index, seq int) string {
	line := classic.Line{Kind: classic.LineSaid, Name: name(index), Text: text + fmt.Sprintf("%0*d", lineDigits, seq)}
	return line.String()
}

// expected is what one member expects to receive, encrypted under its key. It is immutable.
type expected struct {
	digits [10]uint32 // the cipher text of "0" … "9"
	lines  [][]byte   // by speaker: a line up to its number
	before []byte     // a notice up to the number in the name
	after  []byte     // the rest of the notice
}

// expect computes what a member with key expects in a room with so many speakers.
func expect(key rsa.Public, speakers int) (*expected, error) {
	e, err := rsa.NewEncrypter(key)
	if err != nil {
		return nil, err
	}
	x := &expected{lines: make([][]byte, speakers)}
	for d := range x.digits {
		x.digits[d] = parseHex(e.AppendLossy(nil, fmt.Sprint(d)))
	}
	for speaker := range x.lines {
		whole := message(e, said(speaker, 0))
		x.lines[speaker] = upTo(whole, tail(whole, lineDigits))
	}
	whole := message(e, classic.Line{Kind: classic.LineJoined, Name: name(0)}.String())
	from := tail(whole, len(notice)+nameDigits)
	x.before = upTo(whole, from)
	x.after = whole[tail(whole, len(notice))-1:] // with the space before it
	return x, nil
}

// message returns a room message in one piece, as every line and notice of a crowd is.
func message(e *rsa.Encrypter, text string) []byte {
	return classic.AppendMessage(nil, func(dst []byte) []byte { return e.AppendLossy(dst, text) })
}

func upTo(b []byte, end int) []byte { return b[:end:end] }

const end = "END"

// tail returns the offset of the last n numbers of a message, or −1.
func tail(message []byte, n int) int {
	for i := len(message) - len(end) - 1; i >= 0; i-- {
		if message[i] == ' ' || message[i] == ':' {
			if n--; n == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// line reports whether a datagram equals a line of the speaker whose turn it was, and returns the line's number.
func (x *expected) line(datagram []byte) (number int, ok bool) {
	from := tail(datagram, lineDigits)
	if from < 0 {
		return 0, false
	}
	number, rest, ok := x.number(datagram[from:], lineDigits)
	if !ok || string(rest) != end {
		return 0, false
	}
	return number, bytes.Equal(datagram[:from], x.lines[number%len(x.lines)])
}

// whole returns a line's datagram; line is its inverse.
func (x *expected) whole(number int) []byte {
	datagram := bytes.Clone(x.lines[number%len(x.lines)])
	for i, d := range fmt.Sprintf("%0*d", lineDigits, number) {
		if i > 0 {
			datagram = append(datagram, ' ')
		}
		datagram = strconv.AppendUint(datagram, uint64(x.digits[d-'0']), 16)
	}
	return append(datagram, end...)
}

// notice reports whether a datagram equals the notice of a member's join, and returns the member's index.
func (x *expected) notice(datagram []byte) (index int, ok bool) {
	rest, ok := bytes.CutPrefix(datagram, x.before)
	if !ok {
		return 0, false
	}
	index, rest, ok = x.number(rest, nameDigits)
	return index, ok && bytes.Equal(rest, x.after)
}

// number decrypts n digits and returns their number and the rest.
func (x *expected) number(cipher []byte, n int) (number int, rest []byte, ok bool) {
	for i := range n {
		if i > 0 {
			if len(cipher) == 0 || cipher[0] != ' ' {
				return 0, nil, false
			}
			cipher = cipher[1:]
		}
		size := 0
		for size < len(cipher) && isHex(cipher[size]) {
			size++
		}
		digit := x.digit(parseHex(cipher[:size]))
		if digit < 0 {
			return 0, nil, false
		}
		number = 10*number + digit
		cipher = cipher[size:]
	}
	return number, cipher, true
}

func (x *expected) digit(c uint32) int {
	for d, known := range x.digits {
		if known == c {
			return d
		}
	}
	return -1
}

func isHex(b byte) bool { return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' }

// parseHex reads digits that isHex allows; no digit at all gives a number that no key of ours encrypts to.
func parseHex(digits []byte) uint32 {
	if len(digits) == 0 || len(digits) > 8 {
		return 1<<32 - 1
	}
	var n uint32
	for _, b := range digits {
		if b <= '9' {
			n = n<<4 | uint32(b-'0')
		} else {
			n = n<<4 | uint32(b-'a'+10)
		}
	}
	return n
}
