package classic

import (
	"bytes"
	"fmt"
)

const (
	// PieceSize is the length in bytes at which a server splits a message. The last piece also has the end mark and so may
	// be three bytes longer.
	PieceSize = 1000

	// DatagramSize is the length in bytes of an original's receive buffer.
	DatagramSize = 1024

	encrypted = "ENCRYPTED:"
	endMark   = "END"
)

// AppendMessage appends ENCRYPTED:, cipher text and END: a whole message before it is split. encrypt appends the cipher
// text to its argument.
func AppendMessage(dst []byte, encrypt func([]byte) []byte) []byte {
	dst = append(dst, encrypted...)
	dst = encrypt(dst)
	return append(dst, endMark...)
}

// NextPiece splits the first datagram off a message that AppendMessage built. It returns that and the rest, which is empty
// after the last piece. Both alias message. END is always whole and always part of the last piece.
func NextPiece(message []byte) (piece, rest []byte) {
	if len(message) <= PieceSize+len(endMark) {
		return message, nil
	}
	return message[:PieceSize], message[PieceSize:]
}

// isPiece reports whether a datagram may be a piece of a room message.
func isPiece(datagram []byte) bool {
	if bytes.HasPrefix(datagram, []byte(encrypted)) {
		return true
	}
	body := bytes.TrimSuffix(datagram, []byte(endMark))
	for _, b := range body {
		if !isHexOrSpace(b) {
			return false
		}
	}
	return true
}

func isHexOrSpace(b byte) bool {
	return b == ' ' || b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}

// Assembler joins the pieces of room messages. Its buffer is bounded. A piece with ENCRYPTED: always starts a new message,
// since hexadecimal can't contain that: a lost last piece costs its own message, not the next one. The zero value is ready
// to use. It is not safe for concurrent use.
type Assembler struct {
	// Limit is the maximum length of a message in bytes; 0 means 64 KiB.
	Limit int

	buf     []byte
	started bool
}

// defaultLimit allows a message of some 10,000 characters.
const defaultLimit = 64 << 10

// Add takes a datagram and returns a message's cipher text if the datagram completes one, else nil. The result is valid
// until the next call. Errors wrap ErrPiece (the start of the message is missing) or ErrTooLong; after an error the
// Assembler waits for the next ENCRYPTED:.
func (a *Assembler) Add(datagram []byte) ([]byte, error) {
	if rest, ok := bytes.CutPrefix(datagram, []byte(encrypted)); ok {
		a.buf, a.started = a.buf[:0], true
		datagram = rest
	} else if !a.started {
		return nil, fmt.Errorf("%w: its start is missing", ErrPiece)
	}
	limit := a.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	if len(a.buf)+len(datagram) > limit {
		a.Reset()
		return nil, fmt.Errorf("%w: over %d bytes", ErrTooLong, limit)
	}
	if !bytes.Contains(datagram, []byte(endMark)) {
		a.buf = append(a.buf, datagram...)
		return nil, nil
	}
	// A receiver removes every END, wherever it is in the datagram.
	a.buf = append(a.buf, bytes.ReplaceAll(datagram, []byte(endMark), nil)...)
	a.started = false
	return a.buf, nil
}

// Pending reports whether a message is incomplete.
func (a *Assembler) Pending() bool { return a.started }

// Reset drops the incomplete message.
func (a *Assembler) Reset() { a.buf, a.started = a.buf[:0], false }
