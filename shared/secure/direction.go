package secure

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
)

// Overhead is how many bytes sealing adds to a payload: the tag.
const Overhead = 16

const (
	keySize = 32
	ivSize  = 12
)

// direction is the key and IV of one direction in one key phase.
type direction struct {
	secret secret
	aead   cipher.AEAD
	iv     [ivSize]byte
	nonce  [ivSize]byte // a field, so that a call does not allocate it
}

// newDirection derives key and IV from a traffic secret (RFC 8446 section 7.3).
func newDirection(s secret) direction {
	block, err := aes.NewCipher(s.expand("key", nil, keySize))
	if err != nil {
		panic(err) // only for other key sizes
	}
	d := direction{secret: s}
	if d.aead, err = cipher.NewGCM(block); err != nil {
		panic(err) // only for other block sizes
	}
	copy(d.iv[:], s.expand("iv", nil, ivSize))
	return d
}

// next returns the direction of the next key phase (RFC 8446 section 7.2).
func (d direction) next() direction {
	var s secret
	copy(s[:], d.secret.expand("next", nil, secretSize))
	return newDirection(s)
}

// number sets the nonce: the IV exclusive-or the packet number in 64 bits, big-endian, at its end (RFC 8446 section 5.3).
func (d *direction) number(packet uint64) []byte {
	d.nonce = d.iv
	end := d.nonce[ivSize-8:]
	binary.BigEndian.PutUint64(end, binary.BigEndian.Uint64(end)^packet)
	return d.nonce[:]
}

// seal encrypts datagram after its first clear bytes, in place, and appends the tag. The clear bytes are the additional
// data.
func (d *direction) seal(datagram []byte, clear int, packet uint64) []byte {
	return d.aead.Seal(datagram[:clear], d.number(packet), datagram[clear:], datagram[:clear])
}

// open decrypts datagram after its first clear bytes, in place, and returns the plaintext without the tag.
func (d *direction) open(datagram []byte, clear int, packet uint64) ([]byte, error) {
	plain, err := d.aead.Open(datagram[clear:clear], d.number(packet), datagram[clear:], datagram[:clear])
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
