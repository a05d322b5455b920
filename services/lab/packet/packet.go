package packet

import (
	"net/netip"
	"time"
)

// Kind says what a frame holds.
type Kind uint8

// The kinds of a Packet.
const (
	Other       Kind = iota // not of the room
	Datagram                // a whole UDP datagram from or to the room's port
	Cut                     // a datagram of which the capture kept only the first part
	Fragment                // a piece of a larger IP packet that is not whole yet
	Undelivered             // ICMP: a datagram of the room did not arrive
)

// PortUnreachable is the Reason where nothing listens on the port.
const PortUnreachable = "port unreachable"

// Packet is one decoded frame.
type Packet struct {
	Kind Kind
	At   time.Time

	// Src and Dst are the ends of the datagram; for Undelivered, of the datagram that
	// did not arrive; for a Fragment the ports are 0.
	Src, Dst netip.AddrPort

	// Payload is what the datagram carries. It belongs to the caller of Read unless the
	// datagram came in fragments: treat it as read-only and copy what has to be kept.
	Payload []byte

	// Missing is how many bytes of the payload the capture lacks (Cut).
	Missing int

	// Reason says why a datagram did not arrive (Undelivered).
	Reason string
}
