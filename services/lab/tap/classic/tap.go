package classic

import (
	"errors"
	"net/netip"

	"obrolan/services/lab/packet"
	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
)

// Bounds of what a Tap remembers; beyond them whoever was silent longest is forgotten.
const (
	maxServers = 16
	maxMembers = 1024
)

// errCut is the reason why a datagram can't be read that the capture holds only the start of.
var errCut = errors.New("the capture holds only the first part of it")

// Tap follows the rooms on one port. Not safe for concurrent use.
type Tap struct {
	port    uint16
	open    tap.Opener
	servers map[netip.AddrPort]*server
	turn    uint64 // counts packets: who was seen when
}

// New returns a Tap for the rooms on port. open may be nil: then nothing is decrypted.
func New(port uint16, open tap.Opener) *Tap {
	return &Tap{port: port, open: open, servers: make(map[netip.AddrPort]*server)}
}

// Observe takes a packet and returns what it gave away, in order: one finding for the
// packet itself, and those that follow from it. A packet of no concern returns none. Nothing in
// the findings aliases the packet.
func (t *Tap) Observe(p packet.Packet) []tap.Finding {
	if p.Kind == packet.Other {
		return nil
	}
	t.turn++
	f := tap.Finding{At: p.At, Client: p.Src, Server: p.Dst, ToServer: true, Size: len(p.Payload)}
	if !t.toServer(p) {
		f.Client, f.Server, f.ToServer = p.Dst, p.Src, false
	}
	if p.Kind == packet.Fragment {
		f.Kind = tap.Fragment
		return []tap.Finding{f}
	}
	s := t.server(f.Server)
	m := s.member(f.Client, t.turn)
	f.Name = m.name
	switch {
	case p.Kind == packet.Refused:
		f.Kind = tap.Refused
		return []tap.Finding{f}
	case p.Kind == packet.Cut:
		f.Kind, f.Err = tap.Strange, errCut
		return []tap.Finding{f}
	case f.ToServer:
		return t.request(s, m, f, p.Payload)
	default:
		return t.answer(s, m, f, p.Payload)
	}
}

// toServer tells the direction by the port. Where both ends have it, the one known as a server is one.
func (t *Tap) toServer(p packet.Packet) bool {
	if p.Src.Port() == t.port && p.Dst.Port() == t.port {
		_, from := t.servers[p.Src]
		_, to := t.servers[p.Dst]
		return to || !from
	}
	return p.Dst.Port() == t.port
}

// server finds or makes the record of a server.
func (t *Tap) server(addr netip.AddrPort) *server {
	s := t.servers[addr]
	if s == nil {
		if len(t.servers) >= maxServers {
			forgetOldest(t.servers, func(s *server) uint64 { return s.seen })
		}
		s = &server{members: make(map[netip.AddrPort]*member)}
		t.servers[addr] = s
	}
	s.seen = t.turn
	return s
}

// forgetOldest removes the record that was seen longest ago.
func forgetOldest[V any](all map[netip.AddrPort]V, seen func(V) uint64) {
	var oldest netip.AddrPort
	first := true
	for addr, v := range all {
		if first || seen(v) < seen(all[oldest]) {
			oldest, first = addr, false
		}
	}
	delete(all, oldest)
}

// safe makes a name from the network printable.
func safe(name string) string { return printable.Text(name) }
