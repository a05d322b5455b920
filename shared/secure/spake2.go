package secure

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/big"

	"filippo.io/nistec"
	"golang.org/x/crypto/scrypt"
)

// SPAKE2 (RFC 9382) with the suite P256-SHA256-HKDF-HMAC: both sides prove to each other that they know the room's password,
// and a wrong guess costs a whole exchange. Its key only confirms: the traffic keys do not depend on it.

// Sizes of SPAKE2's messages in bytes.
const (
	Spake2ShareSize   = 65 // an uncompressed point
	Spake2ConfirmSize = sha256.Size

	scalarSize = 32
)

// identityClient is A, identityServer B (RFC 9382 section 3.2).
const (
	identityClient = "client"
	identityServer = "server"
)

// The points M and N of the suite (RFC 9382 section 6), whose discrete logarithms nobody knows.
var (
	pointM = mustPoint(0x02, "886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f")
	pointN = mustPoint(0x03, "d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49")

	p256Order, _ = new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
)

func mustPoint(sign byte, x string) *nistec.P256Point {
	var b [1 + scalarSize]byte
	b[0] = sign
	n, _ := new(big.Int).SetString(x, 16)
	n.FillBytes(b[1:])
	p, err := nistec.NewP256Point().SetBytes(b[:])
	if err != nil {
		panic(err)
	}
	return p
}

// The stretching of the password: scrypt (RFC 7914) with fixed parameters, some 0.2 s of one core and 32 MiB.
const (
	scryptN    = 1 << 15
	scryptR    = 8
	scryptP    = 1
	scryptSalt = "obrolan v2 room password"
	scryptSize = scalarSize + 8 // so that reducing it leaves no bias worth the name
)

// Stretch turns the room's password into the scalar w of SPAKE2: scrypt's output, as a number, modulo the group's order. It
// takes a while, so it is done once and kept.
func Stretch(password string) (Scalar, error) {
	out, err := scrypt.Key([]byte(password), []byte(scryptSalt), scryptN, scryptR, scryptP, scryptSize)
	if err != nil {
		return Scalar{}, fmt.Errorf("stretching the password: %w", err)
	}
	return reduce(out), nil
}

// Scalar is a number below the order of P-256, big-endian.
type Scalar [scalarSize]byte

// reduce returns a longer number modulo the order.
func reduce(b []byte) (s Scalar) {
	n := new(big.Int).SetBytes(b)
	n.Mod(n, p256Order).FillBytes(s[:])
	return s
}

// Spake2 is one side of one exchange. It is not safe for concurrent use.
//
//	client                                     server
//	Share ─────────────── pA ───────────────▶  Receive
//	Receive ◀──────────── pB ───────────────   Share
//	Confirm ───────────── cA ───────────────▶  Check      the client proves itself first,
//	Check ◀────────────── cB ───────────────   Confirm    so that an impostor learns one guess and no more
type Spake2 struct {
	server     bool
	identities [2]string
	w, secret  Scalar
	binding    []byte
	share      []byte
	own, other []byte // the confirmations
}

const authLabel = "obrolan v2 auth"

// NewSpake2 starts an exchange. It is bound to this connection by the transcript's final hash, and to one attempt on it,
// counted from 1, so that a confirmation proves nothing elsewhere. random fills its argument with random bytes.
func NewSpake2(server bool, w Scalar, attempt uint8, final [sha256.Size]byte, random func([]byte)) *Spake2 {
	var b [scryptSize]byte
	random(b[:])
	binding := append(append([]byte(authLabel), attempt), final[:]...)
	return newSpake2(server, [2]string{identityClient, identityServer}, w, reduce(b[:]), binding)
}

func newSpake2(server bool, identities [2]string, w, secret Scalar, binding []byte) *Spake2 {
	s := &Spake2{server: server, identities: identities, w: w, secret: secret, binding: binding}
	mask, err := nistec.NewP256Point().ScalarMult(s.mask(server), w[:])
	if err != nil {
		panic(err) // only for other lengths
	}
	own, err := nistec.NewP256Point().ScalarBaseMult(secret[:])
	if err != nil {
		panic(err)
	}
	s.share = own.Add(own, mask).Bytes()
	return s
}

// mask is the point that hides the share of a side.
func (s *Spake2) mask(server bool) *nistec.P256Point {
	if server {
		return pointN
	}
	return pointM
}

// Share returns this side's message of Spake2ShareSize bytes.
func (s *Spake2) Share() []byte { return s.share }

// Receive takes the other side's message. It returns ErrShare if that is invalid.
func (s *Spake2) Receive(share []byte) error {
	peer, err := nistec.NewP256Point().SetBytes(share)
	if err != nil || len(share) != Spake2ShareSize {
		return ErrShare
	}
	mask, err := nistec.NewP256Point().ScalarMult(s.mask(!s.server), s.w[:])
	if err != nil {
		return ErrShare
	}
	peer.Add(peer, mask.Negate(mask))
	key, err := peer.ScalarMult(peer, s.secret[:])
	if err != nil || len(key.Bytes()) != Spake2ShareSize { // infinity: the peer sent w·M or w·N itself
		return ErrShare
	}
	s.confirmations(share, key.Bytes())
	return nil
}

// confirmations derives both MACs from the transcript (RFC 9382 sections 3.3 and 4).
func (s *Spake2) confirmations(peer, key []byte) {
	pA, pB := s.share, peer
	if s.server {
		pA, pB = peer, s.share
	}
	var tt []byte
	for _, field := range [][]byte{[]byte(s.identities[0]), []byte(s.identities[1]), pA, pB, key, s.w[:]} {
		tt = binary.LittleEndian.AppendUint64(tt, uint64(len(field)))
		tt = append(tt, field...)
	}
	hash := sha256.Sum256(tt)
	authentication := hash[sha256.Size/2:] // Ka; Ke, the first half, would key a channel, and has no use here
	keys, err := hkdf.Key(sha256.New, authentication, nil, "ConfirmationKeys"+string(s.binding), sha256.Size)
	if err != nil {
		panic(err) // only for more than 255 hashes' worth
	}
	mac := func(key []byte) []byte {
		h := hmac.New(sha256.New, key)
		h.Write(tt)
		return h.Sum(nil)
	}
	client, server := mac(keys[:sha256.Size/2]), mac(keys[sha256.Size/2:])
	s.own, s.other = client, server
	if s.server {
		s.own, s.other = server, client
	}
}

// Confirm returns this side's MAC, which proves that it knows the password. Call it after Receive; the server sends it only
// after Check.
func (s *Spake2) Confirm() []byte { return s.own }

// Check verifies the other side's MAC. It returns ErrPassword if that is wrong.
func (s *Spake2) Check(confirmation []byte) error {
	if s.other == nil || !hmac.Equal(confirmation, s.other) {
		return ErrPassword
	}
	return nil
}
