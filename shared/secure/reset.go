package secure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"obrolan/shared/wire"
)

const resetLabel = "obrolan v2 reset"

// Resets makes the tokens of stateless resets. Its key outlives the server; its boot is the number of the server's current
// start. A connection's id ends in the boot's low 8 bits, so that a server recognizes ids of earlier boots and answers no id
// that it may still assign. Otherwise an attacker could collect the tokens of future ids.
//
//	connection id:  24 random bits │ boot mod 256
type Resets struct {
	key  [sha256.Size]byte
	boot uint64
}

// NewResets returns Resets for a boot. key is the same at each boot.
func NewResets(key [sha256.Size]byte, boot uint64) *Resets { return &Resets{key, boot} }

// Connection turns 24 random bits into an id of this boot. It is never 0.
func (r *Resets) Connection(random uint32) uint32 {
	id := random<<8 | uint32(byte(r.boot))
	if id == 0 {
		id = 1 << 8
	}
	return id
}

// Token returns the token of a connection of this boot. Send it sealed.
func (r *Resets) Token(connection uint32) [wire.TokenSize]byte { return r.token(r.boot, connection) }

// Earlier returns the token of a connection of one of the 255 boots before this one; ok is false for ids of this boot.
func (r *Resets) Earlier(connection uint32) (token [wire.TokenSize]byte, ok bool) {
	back := uint64(byte(r.boot) - byte(connection))
	if back == 0 || back > r.boot {
		return token, false
	}
	return r.token(r.boot-back, connection), true
}

func (r *Resets) token(boot uint64, connection uint32) (token [wire.TokenSize]byte) {
	mac := hmac.New(sha256.New, r.key[:])
	mac.Write([]byte(resetLabel))
	mac.Write(binary.BigEndian.AppendUint64(nil, boot))
	mac.Write(binary.BigEndian.AppendUint32(nil, connection))
	copy(token[:], mac.Sum(nil))
	return token
}
