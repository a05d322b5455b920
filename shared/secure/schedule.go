package secure

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
)

// secretSize is the length of every secret of the schedule in bytes.
const secretSize = sha256.Size

// secret is one node of the key schedule.
type secret [secretSize]byte

// labelPrefix stands where TLS 1.3 has "tls13 ".
const labelPrefix = "obrolan2 "

// extract is HKDF-Extract (RFC 5869 section 2.2).
func extract(salt, input []byte) (s secret) {
	prk, err := hkdf.Extract(sha256.New, input, salt)
	if err != nil {
		panic(err) // only for hashes that are not approved
	}
	copy(s[:], prk)
	return s
}

// expand is HKDF-Expand-Label (RFC 8446 section 7.1) with a prefix of our own.
func (s secret) expand(label string, context []byte, size int) []byte {
	info := binary.BigEndian.AppendUint16(nil, uint16(size))
	info = append(info, byte(len(labelPrefix)+len(label)))
	info = append(append(info, labelPrefix...), label...)
	info = append(append(info, byte(len(context))), context...)
	out, err := hkdf.Expand(sha256.New, s[:], string(info), size)
	if err != nil {
		panic(err) // only for more than 255 hashes' worth
	}
	return out
}

// derive is Derive-Secret (RFC 8446 section 7.1) with a transcript's hash.
func (s secret) derive(label string, hash [sha256.Size]byte) (d secret) {
	copy(d[:], s.expand(label, hash[:], secretSize))
	return d
}

// schedule is the key schedule after the clear part of the finish is known.
//
//	        0
//	        │
//	0 ─▶ Extract = early
//	        │ derive "derived"
//	        ▼
//	shared ─▶ Extract = handshake ──▶ "c hs", hash up to the finish's clear part: seals the finished MAC
//	        │ derive "derived"
//	        ▼
//	0 ─▶ Extract = main ──▶ "c ap", "s ap", final hash: the two directions
type schedule struct {
	finishHash [sha256.Size]byte
	client     secret // "c hs"
	main       secret
}

// newSchedule derives from the secret that both sides share and the hash up to the finish's clear part.
func newSchedule(shared []byte, finishHash [sha256.Size]byte) schedule {
	var zero [secretSize]byte
	empty := sha256.Sum256(nil)
	early := extract(zero[:], zero[:])
	derived := early.derive("derived", empty)
	handshake := extract(derived[:], shared)
	derived = handshake.derive("derived", empty)
	return schedule{
		finishHash: finishHash,
		client:     handshake.derive("c hs", finishHash),
		main:       extract(derived[:], zero[:]),
	}
}

// finished is the client's MAC over the transcript so far (RFC 8446 section 4.4.4).
func (s schedule) finished() []byte {
	mac := hmac.New(sha256.New, s.client.expand("finished", nil, secretSize))
	mac.Write(s.finishHash[:])
	return mac.Sum(nil)
}

// traffic returns the first secrets of the two directions.
func (s schedule) traffic(final [sha256.Size]byte) (client, server secret) {
	return s.main.derive("c ap", final), s.main.derive("s ap", final)
}
