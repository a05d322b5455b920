package classic

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"obrolan/shared/rsa"
)

// Kind is the kind of a client's datagram.
type Kind uint8

// The kinds of a Request, in the order in which a client sends them.
const (
	KindKeys     Kind = iota + 1 // E,N: the client's public key
	KindPassword                 // PASSWORD: and cipher text
	KindCheck                    // CHECK_USERNAME: is the name free?
	KindSet                      // SET_USERNAME: take the name
	KindSignUp                   // SIGNUP_TAG: announce (an original sends it twice)
	KindSay                      // cipher text of "NAME: text", with no tag
	KindLeave                    // LEAVE_TAG: leave the room
	KindProbe                    // an empty datagram, which receivers ignore: tests whether the port is open
)

var kindNames = map[Kind]string{
	KindKeys:     "keys",
	KindPassword: "password",
	KindCheck:    "check",
	KindSet:      "set",
	KindSignUp:   "signup",
	KindSay:      "say",
	KindLeave:    "leave",
	KindProbe:    "probe",
}

// String returns the kind's name for logs and counters.
func (k Kind) String() string {
	if name, ok := kindNames[k]; ok {
		return name
	}
	return "unknown"
}

// The tags of a client's datagrams.
const (
	tagPassword = "PASSWORD:"
	tagCheck    = "CHECK_USERNAME:"
	tagSet      = "SET_USERNAME:"
	tagSignUp   = "SIGNUP_TAG:"
	tagLeave    = "LEAVE_TAG"
)

// Errors of this package. A parse error wraps one of the first four, with the offset if there is one.
var (
	ErrNotText = errors.New("not UTF-8 text")
	ErrKeys    = errors.New("malformed key exchange")
	ErrCipher  = rsa.ErrText
	ErrAnswer  = errors.New("unknown answer")
	ErrPiece   = errors.New("malformed piece")
	ErrTooLong = errors.New("message too long")
)

// Request is one datagram from a client. Kind determines which fields are set.
type Request struct {
	Kind   Kind
	Key    rsa.Public // KindKeys, within the bounds of rsa.Public.Check
	Cipher []byte     // KindPassword, KindSay: a slice of the datagram
	Name   string     // KindCheck, KindSet, KindSignUp, KindLeave: as sent, trimmed; may be empty
}

// ParseRequest parses a datagram from a client. Request.Cipher aliases datagram. It trims white space around a field, since
// hand-written clients often send a line break. Any datagram outside the table gives an error that wraps ErrNotText, ErrKeys
// or ErrCipher; the Request's Kind is then the intended one. It does not validate names.
func ParseRequest(datagram []byte) (Request, error) {
	if len(datagram) == 0 {
		return Request{Kind: KindProbe}, nil
	}
	switch {
	case hasTag(datagram, tagPassword):
		cipher := datagram[len(tagPassword):]
		return cipherRequest(KindPassword, cipher)
	case hasTag(datagram, tagCheck):
		return nameRequest(KindCheck, datagram)
	case hasTag(datagram, tagSet):
		return nameRequest(KindSet, datagram)
	case hasTag(datagram, tagSignUp):
		return nameRequest(KindSignUp, datagram)
	case hasTag(datagram, tagLeave):
		return nameRequest(KindLeave, datagram) // valid without a colon too
	case bytes.IndexByte(datagram, ',') >= 0:
		key, err := parseKeys(datagram)
		return Request{Kind: KindKeys, Key: key}, err
	}
	return cipherRequest(KindSay, datagram)
}

func hasTag(datagram []byte, tag string) bool {
	return len(datagram) >= len(tag) && string(datagram[:len(tag)]) == tag
}

func cipherRequest(kind Kind, cipher []byte) (Request, error) {
	if !utf8.Valid(cipher) {
		return Request{Kind: kind}, ErrNotText
	}
	cipher = bytes.TrimSpace(cipher)
	if err := rsa.CheckText(cipher); err != nil {
		return Request{Kind: kind}, err
	}
	return Request{Kind: kind, Cipher: cipher}, nil
}

// nameRequest takes the name from the second field between colons and trims it.
func nameRequest(kind Kind, datagram []byte) (Request, error) {
	if !utf8.Valid(datagram) {
		return Request{Kind: kind}, ErrNotText
	}
	fields := strings.SplitN(string(datagram), ":", 3)
	r := Request{Kind: kind}
	if len(fields) > 1 {
		r.Name = strings.TrimSpace(fields[1])
	}
	return r, nil
}

// HasSecondColon reports whether the datagram of a name request has more than one colon: the intended name contains a
// colon, and an original cuts it there.
func HasSecondColon(datagram []byte) bool { return bytes.Count(datagram, []byte(":")) > 1 }

// parseKeys reads E,N in decimal.
func parseKeys(datagram []byte) (rsa.Public, error) {
	e, n, _ := strings.Cut(string(datagram), ",")
	var key rsa.Public
	var err error
	if key.E, err = strconv.ParseUint(strings.TrimSpace(e), 10, 32); err != nil {
		return rsa.Public{}, fmt.Errorf("%w: e is not a number in range", ErrKeys)
	}
	if key.N, err = strconv.ParseUint(strings.TrimSpace(n), 10, 32); err != nil {
		return rsa.Public{}, fmt.Errorf("%w: n is not a number in range", ErrKeys)
	}
	if err := key.Check(); err != nil {
		return rsa.Public{}, fmt.Errorf("%w: %w", ErrKeys, err)
	}
	return key, nil
}

// AppendKeys appends the datagram E,N; it is the same in both directions.
func AppendKeys(dst []byte, key rsa.Public) []byte {
	dst = strconv.AppendUint(dst, key.E, 10)
	dst = append(dst, ',')
	return strconv.AppendUint(dst, key.N, 10)
}

// AppendPassword appends PASSWORD: and the cipher text of the password.
func AppendPassword(dst, cipher []byte) []byte { return append(append(dst, tagPassword...), cipher...) }

// AppendCheck appends CHECK_USERNAME: and the name.
func AppendCheck(dst []byte, name string) []byte { return append(append(dst, tagCheck...), name...) }

// AppendSet appends SET_USERNAME: and the name.
func AppendSet(dst []byte, name string) []byte { return append(append(dst, tagSet...), name...) }

// AppendSignUp appends SIGNUP_TAG: and the name.
func AppendSignUp(dst []byte, name string) []byte { return append(append(dst, tagSignUp...), name...) }

// AppendLeave appends LEAVE_TAG: and the name.
func AppendLeave(dst []byte, name string) []byte {
	dst = append(dst, tagLeave...)
	dst = append(dst, ':')
	return append(dst, name...)
}
