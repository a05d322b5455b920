package classic

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"obrolan/shared/rsa"
)

// AnswerKind tells the clear-text answers of a server apart.
type AnswerKind uint8

// The kinds of an Answer.
const (
	AnswerKeys          AnswerKind = iota + 1 // E,N of the server
	AnswerPasswordRight                       // in
	AnswerPasswordWrong                       // try again
	AnswerPasswordFirst                       // anything else before the password is right
	AnswerAvailable                           // the name is free
	AnswerUnavailable                         // the name is taken, or no name
	AnswerSet                                 // the name is yours
	AnswerBye                                 // left
	AnswerPiece                               // not an answer but a piece of a room message: for the Assembler
	AnswerProbe                               // an empty datagram
)

// The texts of the answers, as the originals print them.
const (
	TextPasswordRight = "Password benar! Anda berada di obrolan"
	TextPasswordWrong = "Password salah! Coba lagi."
	TextPasswordFirst = "Masukkan password dengan format PASSWORD:<password>"
	TextAvailable     = "Username available"
	TextUnavailable   = "Username unavailable"
	TextBye           = "bye bye"

	setBefore = "Username "
	setAfter  = " berhasil diset!"
)

// Answer is one datagram of a server.
type Answer struct {
	Kind AnswerKind
	Key  rsa.Public // AnswerKeys
	Name string     // AnswerSet
}

// ParseAnswer parses a datagram from a server. Pieces of room messages are of kind
// AnswerPiece and go to an Assembler whole. Clear text that is no known answer wraps ErrAnswer.
// An original may be cut short in the middle of a message, so a piece is whatever has
// the form of one: it starts with ENCRYPTED:, or is hexadecimal up to END.
func ParseAnswer(datagram []byte) (Answer, error) {
	switch text := string(datagram); text {
	case "":
		return Answer{Kind: AnswerProbe}, nil
	case TextPasswordRight:
		return Answer{Kind: AnswerPasswordRight}, nil
	case TextPasswordWrong:
		return Answer{Kind: AnswerPasswordWrong}, nil
	case TextPasswordFirst:
		return Answer{Kind: AnswerPasswordFirst}, nil
	case TextAvailable:
		return Answer{Kind: AnswerAvailable}, nil
	case TextUnavailable:
		return Answer{Kind: AnswerUnavailable}, nil
	case TextBye:
		return Answer{Kind: AnswerBye}, nil
	}
	if !utf8.Valid(datagram) {
		return Answer{}, ErrNotText
	}
	if name, ok := setName(string(datagram)); ok {
		return Answer{Kind: AnswerSet, Name: name}, nil
	}
	if isPiece(datagram) {
		return Answer{Kind: AnswerPiece}, nil
	}
	if bytes.IndexByte(datagram, ',') >= 0 {
		key, err := parseKeys(datagram)
		return Answer{Kind: AnswerKeys, Key: key}, err
	}
	return Answer{}, fmt.Errorf("%w of %d bytes", ErrAnswer, len(datagram))
}

func setName(text string) (string, bool) {
	name, ok := strings.CutPrefix(text, setBefore)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, setAfter)
}

// AppendSetAnswer appends the answer that a name was set.
func AppendSetAnswer(dst []byte, name string) []byte {
	dst = append(dst, setBefore...)
	dst = append(dst, name...)
	return append(dst, setAfter...)
}
