package classic

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"obrolan/shared/rsa"
)

// AnswerKind is the kind of a server's clear-text answer.
type AnswerKind uint8

// The kinds of an Answer.
const (
	AnswerKeys          AnswerKind = iota + 1 // E,N of the server
	AnswerPasswordRight                       // the password is right
	AnswerPasswordWrong                       // the password is wrong
	AnswerPasswordFirst                       // the answer to any other request before the password
	AnswerAvailable                           // the name is free
	AnswerUnavailable                         // the name is taken or not allowed
	AnswerSet                                 // the name is set
	AnswerBye                                 // the answer to LEAVE_TAG
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

// Answer is one datagram from a server.
type Answer struct {
	Kind AnswerKind
	Key  rsa.Public // AnswerKeys
	Name string     // AnswerSet
}

// ParseAnswer parses a datagram from a server. A piece of a room message is of kind AnswerPiece; pass the datagram to an
// Assembler. Clear text that is no known answer wraps ErrAnswer. An original may cut a message anywhere, so a piece is any
// datagram of the right form: it starts with ENCRYPTED:, or is hexadecimal up to END.
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
