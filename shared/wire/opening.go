package wire

import "encoding/binary"

// The types of the opening's payloads, in their first byte (docs/protocol.md, "The opening's payloads").
const (
	kindHello     = 0x01 // SYN
	kindChallenge = 0x02 // OPN alone
	kindWelcome   = 0x03 // SYN|ACK
	kindFinish    = 0x04 // ACK|OPN
)

// Sizes of the opening's fields in bytes.
const (
	RandomSize = 32 // fresh random bytes of a hello or welcome
	ShareSize  = 32 // an X25519 public key (RFC 7748 section 6.1)
)

// Level is the encoding of a rung of the ladder.
type Level uint8

// The levels, from the weakest to the strongest.
const (
	Plain Level = iota
	Caesar
	Vigenere
	RC4
	TextbookRSA
	Hybrid
	EndToEnd
)

// Exchange is the key exchange of a connection.
type Exchange uint8

// The exchanges. RSA is an exercise: a server key that is stolen later opens old captures.
const (
	ExchangeX25519 Exchange = iota
	ExchangeRSA
)

// Transport is what carries the messages.
type Transport uint8

// The transports.
const (
	Datagram Transport = iota
	Reliable
)

// Integrity is what a receiver can detect about a message's body.
type Integrity uint8

// The kinds of integrity.
const (
	IntegrityNone Integrity = iota
	IntegrityCRC32
	IntegritySignature
)

// Choice is what a server has chosen for a connection.
type Choice struct {
	Level     Level
	Exchange  Exchange
	Transport Transport
	Integrity Integrity
}

// choiceSize is an encoded Choice's or Offer's length in bytes.
const choiceSize = 4

// Offer is the sets of values that a client accepts; bit n stands for value n.
type Offer struct{ Levels, Exchanges, Transports, Integrities uint8 }

// Offering returns the offer of exactly one choice.
func Offering(c Choice) Offer {
	return Offer{1 << c.Level, 1 << c.Exchange, 1 << c.Transport, 1 << c.Integrity}
}

// Accepts reports whether the offer contains each part of a choice.
func (o Offer) Accepts(c Choice) bool {
	return has(o.Levels, uint8(c.Level)) && has(o.Exchanges, uint8(c.Exchange)) &&
		has(o.Transports, uint8(c.Transport)) && has(o.Integrities, uint8(c.Integrity))
}

func has(set, value uint8) bool { return value < 8 && set&(1<<value) != 0 }

// reader parses an opening's payload. After a read beyond its end, every later field is empty and ok is false.
type reader struct {
	b   []byte
	at  int
	bad bool
}

// take returns the next n bytes, which alias the payload.
func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b)-r.at {
		r.bad = true
		return nil
	}
	r.at += n
	return r.b[r.at-n : r.at]
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

// sized returns the bytes after a 16-bit length.
func (r *reader) sized() []byte {
	if b := r.take(2); b != nil {
		return r.take(int(binary.BigEndian.Uint16(b)))
	}
	return nil
}

// kind checks the first byte.
func (r *reader) kind(want byte) {
	if r.byte() != want {
		r.bad = true
	}
}

// zeros checks that nothing but zeros follows.
func (r *reader) zeros() {
	for _, b := range r.take(len(r.b) - r.at) {
		if b != 0 {
			r.bad = true
		}
	}
}

// done returns ErrOpening if a field did not fit or bytes are left.
func (r *reader) done() error {
	if r.bad || r.at != len(r.b) {
		return at(ErrOpening, r.at)
	}
	return nil
}

// appendSized appends the length of b in 16 bits, and b.
func appendSized(dst, b []byte) []byte {
	return append(binary.BigEndian.AppendUint16(dst, uint16(len(b))), b...)
}
