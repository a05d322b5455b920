package rsa

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"

	stdrsa "crypto/rsa"
)

// Fingerprint is the SHA-256 of the public key's DER form (SubjectPublicKeyInfo, RFC 5280
// section 4.1), written like SSH's: "SHA256:" and unpadded base64, 50 characters to compare aloud.
func (p PublicIdentity) Fingerprint() string {
	hash := sha256.Sum256(p.Marshal())
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(hash[:])
}

// Marshal returns the public key's DER form (SubjectPublicKeyInfo): 294 bytes for 2,048 bits,
// 422 for 3,072.
func (p PublicIdentity) Marshal() []byte {
	der, err := x509.MarshalPKIXPublicKey(p.key)
	if err != nil {
		// Only unknown key types fail, and this one is known.
		panic("rsa: marshalling an RSA public key: " + err.Error())
	}
	return der
}

// ParsePublicIdentity is the inverse of Marshal. It accepts RSA keys of the lengths in
// IdentityBits and nothing else; errors wrap ErrIdentity.
func ParsePublicIdentity(der []byte) (PublicIdentity, error) {
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return PublicIdentity{}, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	key, ok := parsed.(*stdrsa.PublicKey)
	if !ok {
		return PublicIdentity{}, fmt.Errorf("%w: a key of another kind", ErrIdentity)
	}
	if !slices.Contains(IdentityBits, key.N.BitLen()) {
		return PublicIdentity{}, fmt.Errorf("%w: %d bits; a key has 2048 or 3072", ErrIdentity, key.N.BitLen())
	}
	return PublicIdentity{key: key}, nil
}
