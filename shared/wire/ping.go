package wire

// NonceSize is the length in bytes of the value that a pong echoes.
const NonceSize = 8

// Sizes of ping and pong in bytes: the answer is smaller than the request.
const (
	PingSize = 32
	PongSize = 1 + NonceSize + choiceSize + 1
)

// AppendPing appends a ping, which asks whether a room is there. It creates no state and needs no cookie.
//
//	byte  0     1…8     9…31
//	     0xA2  nonce   zeros
func AppendPing(dst []byte, nonce [NonceSize]byte) []byte {
	dst = append(append(dst, firstByteMark|typePing), nonce[:]...)
	return append(dst, make([]byte, PingSize-1-NonceSize)...)
}

// ParsePing parses a ping, which may be longer than PingSize. Errors wrap ErrType or ErrLength.
func ParsePing(b []byte) (nonce [NonceSize]byte, err error) {
	switch {
	case len(b) == 0 || b[0] != firstByteMark|typePing:
		return nonce, at(ErrType, 0)
	case len(b) < PingSize || len(b) > MaxDatagram:
		return nonce, at(ErrLength, len(b))
	}
	return [NonceSize]byte(b[1:]), nil
}

// Pong answers a ping and describes the room. It is not authenticated.
//
//	byte  0     1…8     9…12    13
//	     0xA3  nonce   Choice  Flags
type Pong struct {
	Nonce  [NonceSize]byte
	Choice Choice
	Flags  WelcomeFlags
}

// AppendTo appends the datagram.
func (p *Pong) AppendTo(dst []byte) []byte {
	dst = append(append(dst, firstByteMark|typePong), p.Nonce[:]...)
	c := p.Choice
	return append(dst, byte(c.Level), byte(c.Exchange), byte(c.Transport), byte(c.Integrity), byte(p.Flags))
}

// ParsePong parses a pong. Errors wrap ErrType or ErrLength.
func ParsePong(b []byte) (p Pong, err error) {
	switch {
	case len(b) == 0 || b[0] != firstByteMark|typePong:
		return p, at(ErrType, 0)
	case len(b) != PongSize:
		return p, at(ErrLength, len(b))
	}
	copy(p.Nonce[:], b[1:])
	c := b[1+NonceSize:]
	p.Choice, p.Flags = Choice{Level(c[0]), Exchange(c[1]), Transport(c[2]), Integrity(c[3])}, WelcomeFlags(c[4])
	return p, nil
}
