package tap

import (
	"errors"
	"net/netip"

	"obrolan/services/lab/packet"
)

// Protocol reads the datagrams of one protocol, and remembers what it has read. Addresses come from
// the packets and may be forged, so what is remembered must be bounded.
type Protocol interface {
	// Read reads a datagram and returns one finding for it, then those that follow from it. f says
	// when, between whom, which way and how large. Nothing in the findings aliases payload.
	Read(f Finding, payload []byte) []Finding
	// Lose reports that a datagram between the ends of f passed that can't be read as a whole.
	Lose(f Finding)
	// IsServer reports whether an address has appeared as a server.
	IsServer(addr netip.AddrPort) bool
	// ClientName returns the name of a client of a server, or "" where it is not known.
	ClientName(server, client netip.AddrPort) string
}

// Tap follows the rooms on one port. Not safe for concurrent use.
type Tap struct {
	port     uint16
	protocol Protocol
}

// New returns a Tap for the rooms on port.
func New(port uint16, protocol Protocol) *Tap { return &Tap{port: port, protocol: protocol} }

// Observe takes a packet and returns what it reveals, in order: one finding for the packet itself,
// and those that follow from it. A packet that is not the room's returns none.
func (t *Tap) Observe(p packet.Packet) []Finding {
	if p.Kind == packet.Other {
		return nil
	}
	f := Finding{At: p.At, Client: p.Src, Server: p.Dst, ToServer: true, Size: len(p.Payload)}
	if !t.toServer(p) {
		f.Client, f.Server, f.ToServer = p.Dst, p.Src, false
	}
	switch p.Kind {
	case packet.Datagram:
		return t.protocol.Read(f, p.Payload)
	case packet.Cut:
		f.Kind, f.Missing = Cut, p.Missing
		t.protocol.Lose(f)
	case packet.Undelivered:
		f.Kind = Refused
		if p.Reason != packet.PortUnreachable {
			f.Kind, f.Err = Undelivered, errors.New(p.Reason)
		}
	default:
		f.Kind = Fragment
	}
	f.Name = t.protocol.ClientName(f.Server, f.Client)
	return []Finding{f}
}

// toServer tells the direction by the port. If both ends have it, the one known as a server is the server.
func (t *Tap) toServer(p packet.Packet) bool {
	if p.Src.Port() == t.port && p.Dst.Port() == t.port {
		return t.protocol.IsServer(p.Dst) || !t.protocol.IsServer(p.Src)
	}
	return p.Dst.Port() == t.port
}
