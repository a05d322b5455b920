package classic

import (
	"bytes"
	"fmt"
)

const (
	// PieceSize is where a server cuts a message, in bytes. The last piece has
	// the end mark behind it, so that it can be three bytes longer.
	PieceSize = 1000

	// DatagramSize is how much of a datagram an original reads.
	DatagramSize = 1024

	encrypted = "ENCRYPTED:"
	endMark   = "END"
)

// AppendMessage appends ENCRYPTED:, cipher and END: a whole message as it stands
// before it is cut. encrypt appends the cipher text to what it is given.
func AppendMessage(dst []byte, encrypt func([]byte) []byte) []byte {
	dst = append(dst, encrypted...)
	dst = encrypt(dst)
	return append(dst, endMark...)
}

// NextPiece cuts the first datagram off a message that AppendMessage built, and
// returns it with the rest; an empty rest means that this was the last. Both alias message.
// END never gets a piece of its own, nor is it cut in two: it rides behind the last piece.
func NextPiece(message []byte) (piece, rest []byte) {
	if len(message) <= PieceSize+len(endMark) {
		return message, nil
	}
	return message[:PieceSize], message[PieceSize:]
}

// isPiece tells whether a datagram can be a piece of a room message.
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

// Assembler joins the pieces of room messages again. Its buffer is bounded. A piece with
// ENCRYPTED: starts a message whatever came before, since hexadecimal can't contain that: so a
// lost last piece costs the message that it belonged to, not the next one. The zero value is ready to use. Not
// safe for concurrent use.
type Assembler struct {
	// Limit bounds a message in bytes; 0 means 64 KiB.
	Limit int

	buf     []byte
	started bool
}

// defaultLimit allows a message of some 10,000 characters.
const defaultLimit = 64 << 10

// Add takes a datagram and returns the cipher text of a message when the datagram ended
// one, else nil. The result is valid until the next call. Errors wrap ErrPiece (a piece of a
// message whose start was lost or never came) or ErrTooLong; after an error the Assembler waits for
// the next ENCRYPTED:.
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
	// A receiver drops every END, wherever it stands in the datagram.
	a.buf = append(a.buf, bytes.ReplaceAll(datagram, []byte(endMark), nil)...)
	a.started = false
	return a.buf, nil
}

// Pending tells whether a message has started and not ended.
func (a *Assembler) Pending() bool { return a.started }

// Reset forgets what has been collected.
func (a *Assembler) Reset() { a.buf, a.started = a.buf[:0], false }
