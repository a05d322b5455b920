package wire

// Version is the protocol version that this package speaks.
const Version = 2

// MaxDatagram is the largest UDP payload in bytes that the protocol sends or accepts. It
// fits every path that carries IPv6 (1,280 bytes) with room for headers and
// tunnels, so that there is no search for the path's MTU.
const MaxDatagram = 1200

// firstByteMark is what the first four bits of every version 2 datagram say.
const firstByteMark = 0b10<<6 | Version<<4

// The types of datagrams, in the last four bits of the first byte.
const (
	typeSegment = iota
	typeReset
	typePing
	typePong
)

// IsDatagram reports whether a datagram claims to be of version 2, by its first byte
// alone. Classic text can't: its first byte is ASCII or begins a UTF-8 character.
func IsDatagram(b []byte) bool { return len(b) > 0 && b[0]&0xF0 == firstByteMark }
