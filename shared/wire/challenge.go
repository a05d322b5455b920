package wire

// AppendChallenge appends the payload of a challenge: the cookie that the client must return in its next hello.
//
//	byte  0     1…
//	     0x02  cookie
func AppendChallenge(dst, cookie []byte) []byte {
	return append(append(dst, kindChallenge), cookie...)
}

// ParseChallenge returns a challenge's cookie: 1 to 255 bytes that alias b. Errors wrap ErrOpening.
func ParseChallenge(b []byte) (cookie []byte, err error) {
	if len(b) < 2 || len(b) > 256 || b[0] != kindChallenge {
		return nil, at(ErrOpening, 0)
	}
	return b[1:], nil
}
