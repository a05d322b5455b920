package wire

// Version is the protocol version that this package speaks.
const Version = 2

// MaxDatagram is the largest UDP payload in bytes that the protocol sends or accepts. It fits every path that carries IPv6
// (1,280 bytes) with room for headers and tunnels, so that no path MTU discovery is needed.
const MaxDatagram = 1200

// firstByteMark is the upper half of the first byte of every version 2 datagram.
const firstByteMark = 0b10<<6 | Version<<4

// The types of datagrams: the lower half of the first byte.
const (
	typeSegment = 0
	typeReset   = 1
	typePing    = 2
	typePong    = 3
)

// IsDatagram reports whether a datagram claims to be of version 2, by its first byte
// alone. Classic text can't: its first byte is ASCII or begins a UTF-8 character.
func IsDatagram(b []byte) bool { return len(b) > 0 && b[0]&0xF0 == firstByteMark }
