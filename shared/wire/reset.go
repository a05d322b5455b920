package wire

import "encoding/binary"

// TokenSize is the length of a reset token in bytes.
const TokenSize = 16

// ResetSize is the length of a stateless reset in bytes: less than any segment, so that the answer is always smaller than
// the datagram that triggers it.
const ResetSize = 1 + 4 + TokenSize

// AppendReset appends a stateless reset: a server that has lost its connections proves that to a client with a token that
// only the two of them know.
//
//	byte  0     1…4            5…20
//	     0xA1  connection id   token
func AppendReset(dst []byte, connection uint32, token [TokenSize]byte) []byte {
	dst = binary.BigEndian.AppendUint32(append(dst, firstByteMark|typeReset), connection)
	return append(dst, token[:]...)
}

// ParseReset parses a stateless reset. Errors wrap ErrType or ErrLength.
func ParseReset(b []byte) (connection uint32, token [TokenSize]byte, err error) {
	switch {
	case len(b) == 0 || b[0] != firstByteMark|typeReset:
		return 0, token, at(ErrType, 0)
	case len(b) != ResetSize:
		return 0, token, at(ErrLength, len(b))
	}
	return binary.BigEndian.Uint32(b[1:]), [TokenSize]byte(b[5:]), nil
}
