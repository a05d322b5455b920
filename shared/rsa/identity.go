package rsa

import (
	"crypto"
	crand "crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
)

// IdentityBits lists the key lengths that an Identity can have. A 4,096-bit key and its
// signature would not fit in the one datagram of 1,200 bytes that answers a hello.
var IdentityBits = []int{2048, 3072}

// Errors of an Identity.
var (
	ErrIdentity  = errors.New("unusable RSA identity")
	ErrDecrypt   = errors.New("this can't be decrypted with this key")
	ErrSignature = errors.New("the signature does not match")
)

// Identity is a server's key pair of 2,048 or 3,072 bits. It is safe for concurrent use. Formatting an Identity shows its
// fingerprint, never the private key.
type Identity struct {
	key *stdrsa.PrivateKey
}

// PublicIdentity is the public half of an Identity.
type PublicIdentity struct {
	key *stdrsa.PublicKey
}

// NewIdentity draws a key of 2,048 or 3,072 bits; it takes tenths of a second.
func NewIdentity(bits int) (*Identity, error) {
	if !slices.Contains(IdentityBits, bits) {
		return nil, fmt.Errorf("%w: %d bits; a key has 2048 or 3072", ErrIdentity, bits)
	}
	key, err := stdrsa.GenerateKey(crand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("generating an RSA key: %w", err)
	}
	return &Identity{key: key}, nil
}

// Public returns the public half.
func (i *Identity) Public() PublicIdentity { return PublicIdentity{key: &i.key.PublicKey} }

// String shows the fingerprint and the length, never the key.
func (i *Identity) String() string { return i.Public().String() }

// Format prints String whatever the verb, so that not even %d shows the private half.
func (i *Identity) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, i.String()) }

// Bits returns the length of n.
func (p PublicIdentity) Bits() int { return p.key.N.BitLen() }

// Equal reports whether two public keys are the same.
func (p PublicIdentity) Equal(other PublicIdentity) bool {
	return p.key != nil && other.key != nil && p.key.Equal(other.key)
}

// String shows the fingerprint and the length.
func (p PublicIdentity) String() string {
	return fmt.Sprintf("RSA-%d %s", p.Bits(), p.Fingerprint())
}

// Seal encrypts a short secret (a session key) under RSAES-OAEP with SHA-256 (RFC 8017
// section 7.1). The label binds the cipher text to its purpose. The secret can have at most Bits/8−66 bytes.
func (p PublicIdentity) Seal(secret, label []byte) ([]byte, error) {
	sealed, err := stdrsa.EncryptOAEP(sha256.New(), crand.Reader, p.key, secret, label)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	return sealed, nil
}

// Open is the inverse of PublicIdentity.Seal. Every failure is the same ErrDecrypt, so that an attacker can't learn the
// cause.
func (i *Identity) Open(sealed, label []byte) ([]byte, error) {
	secret, err := stdrsa.DecryptOAEP(sha256.New(), nil, i.key, sealed, label)
	if err != nil {
		return nil, ErrDecrypt
	}
	return secret, nil
}

// pss uses a salt as long as the hash (RFC 8017 section 9.1).
var pss = &stdrsa.PSSOptions{SaltLength: stdrsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}

// Sign signs a message with RSASSA-PSS and SHA-256 (RFC 8017 section 8.1). It takes about a
// millisecond, so a server does it in its workers.
func (i *Identity) Sign(message []byte) ([]byte, error) {
	hash := sha256.Sum256(message)
	signature, err := stdrsa.SignPSS(crand.Reader, i.key, crypto.SHA256, hash[:], pss)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return signature, nil
}

// Verify checks a signature of Sign; a mismatch is ErrSignature.
func (p PublicIdentity) Verify(message, signature []byte) error {
	hash := sha256.Sum256(message)
	if err := stdrsa.VerifyPSS(p.key, crypto.SHA256, hash[:], signature, pss); err != nil {
		return ErrSignature
	}
	return nil
}
