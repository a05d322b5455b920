package secure

import (
	"bytes"
	"crypto/sha256"
)

// Labels of what is signed. The same keys sign several things, and none must pass for another.
const serverLabel = "obrolan v2 server"

// signed returns the message of a signature: 64 spaces, a label, a zero byte and a hash, as in RFC 8446 section 4.4.3.
func signed(label string, hash [sha256.Size]byte) []byte {
	message := bytes.Repeat([]byte{0x20}, 64)
	message = append(message, label...)
	message = append(message, 0)
	return append(message, hash[:]...)
}
