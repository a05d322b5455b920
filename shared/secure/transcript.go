package secure

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// protocolLabel is the first field of every transcript.
const protocolLabel = "obrolan ladder v2"

// Numbers are the header fields that the transcript covers: those that stay the same when a flight is repeated.
type Numbers struct {
	ClientSequence, ServerSequence     uint32 // the initial ones
	ClientConnection, ServerConnection uint32 // the id of the SYN, and the one that the server gives
}

// transcript is the running hash of the opening (RFC 8446 section 4.4.1): SHA-256 over fields, each after its length in two
// bytes, so that no two openings hash the same bytes.
//
//	label, four numbers, hello's core, welcome up to its key │ signature │ clear part of the finish │ finished MAC
//	                                                  signed ┘  OAEP label ┘             key schedule ┘        final ┘
type transcript struct{ h hash.Hash }

func newTranscript() *transcript {
	t := &transcript{sha256.New()}
	t.add([]byte(protocolLabel))
	return t
}

// add appends a field.
func (t *transcript) add(field []byte) {
	var length [2]byte
	binary.BigEndian.PutUint16(length[:], uint16(len(field)))
	t.h.Write(length[:])
	t.h.Write(field)
}

// addNumbers appends the four numbers, a field each.
func (t *transcript) addNumbers(n Numbers) {
	for _, number := range []uint32{n.ClientSequence, n.ServerSequence, n.ClientConnection, n.ServerConnection} {
		t.add(binary.BigEndian.AppendUint32(nil, number))
	}
}

// clone returns an independent copy.
func (t *transcript) clone() *transcript {
	h, err := t.h.(hash.Cloner).Clone()
	if err != nil {
		panic(err) // SHA-256 can be cloned
	}
	return &transcript{h}
}

// sum returns the hash of the fields so far.
func (t *transcript) sum() (s [sha256.Size]byte) {
	t.h.Sum(s[:0])
	return s
}
