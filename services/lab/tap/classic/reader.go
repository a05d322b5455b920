package classic

import (
	"net/netip"

	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
)

// Bounds of what a Reader remembers. Beyond them the one that was silent longest is forgotten.
const (
	maxServers = 16
	maxMembers = 1024
)

// Reader follows the classic rooms of one port. Not safe for concurrent use.
type Reader struct {
	findKey tap.KeyFinder
	servers map[netip.AddrPort]*server
	turn    uint64 // counts datagrams, to know who was silent longest
}

// New returns a Reader. findKey may be nil: then nothing is decrypted.
func New(findKey tap.KeyFinder) *Reader {
	return &Reader{findKey: findKey, servers: make(map[netip.AddrPort]*server)}
}

// Read reads a datagram.
func (r *Reader) Read(f tap.Finding, payload []byte) []tap.Finding {
	r.turn++
	s := r.server(f.Server)
	m := s.member(f.Client, r.turn)
	f.Name = m.name
	var found []tap.Finding
	if f.ToServer {
		found = r.request(s, m, f, payload)
	} else {
		found = r.answer(s, m, f, payload)
	}
	found[0].Label = labels[found[0].Kind]
	return found
}

// Lose drops the pieces of an incomplete line: with a piece missing, the rest would make another line.
func (r *Reader) Lose(f tap.Finding) {
	if s := r.servers[f.Server]; s != nil && !f.ToServer {
		if m := s.members[f.Client]; m != nil {
			m.pieces.Reset()
		}
	}
}

// labels are the words of the wire: a request's tag, or what an answer says.
var labels = map[tap.Kind]string{
	tap.ClientKey: "key", tap.ServerKey: "key", tap.Password: "PASSWORD",
	tap.PasswordRight: "right", tap.PasswordWrong: "wrong", tap.PasswordAsked: "password?",
	tap.NameAsked: "CHECK", tap.NameFree: "free", tap.NameTaken: "taken", tap.NameWanted: "SET", tap.NameGiven: "named",
	tap.Announced: "SIGNUP", tap.Said: "say", tap.Heard: "ENCRYPTED", tap.Echo: "ENCRYPTED", tap.Piece: "ENCRYPTED",
	tap.Leaving: "LEAVE", tap.Bye: "bye bye",
}

// IsServer reports whether an address has appeared as a server.
func (r *Reader) IsServer(addr netip.AddrPort) bool {
	_, known := r.servers[addr]
	return known
}

// ClientName returns the name of a client of a server, or "" where it is not known.
func (r *Reader) ClientName(server, client netip.AddrPort) string {
	if s := r.servers[server]; s != nil {
		if m := s.members[client]; m != nil {
			return m.name
		}
	}
	return ""
}

// server finds or makes the record of a server.
func (r *Reader) server(addr netip.AddrPort) *server {
	s := r.servers[addr]
	if s == nil {
		if len(r.servers) >= maxServers {
			forgetOldest(r.servers, func(s *server) uint64 { return s.seen })
		}
		s = &server{members: make(map[netip.AddrPort]*member)}
		r.servers[addr] = s
	}
	s.seen = r.turn
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
