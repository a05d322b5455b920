package classic

import (
	"net/netip"
	"time"

	"obrolan/services/lab/tap"
	wire "obrolan/shared/wire/classic"
)

const (
	// maxKept and maxKeptSize bound what is kept until the server's key passes.
	maxKept     = 64
	maxKeptSize = 8 << 10
	// maxLines bounds the lines by which echoes are recognized, lineLife how long they are kept.
	maxLines = 128
	lineLife = 30 * time.Second
)

// server is what a Reader knows about a server.
type server struct {
	key     *observedKey
	members map[netip.AddrPort]*member
	kept    []tap.Finding // cipher texts kept until the server's key passes
	lines   []line        // recent lines, oldest first
	seen    uint64
}

// member is what a Reader knows about a client of a server.
type member struct {
	name   string
	asked  string // the last name in CHECK_USERNAME
	key    *observedKey
	pieces wire.Assembler
	seen   uint64
}

// line is a line that was said or heard, with the clients that it has gone to.
type line struct {
	text string
	at   time.Time
	to   map[netip.AddrPort]bool
}

// member finds or makes the record of a client.
func (s *server) member(addr netip.AddrPort, turn uint64) *member {
	m := s.members[addr]
	if m == nil {
		if len(s.members) >= maxMembers {
			forgetOldest(s.members, func(m *member) uint64 { return m.seen })
		}
		m = new(member)
		s.members[addr] = m
	}
	m.seen = turn
	return m
}

// keep stores a cipher text until the server's key passes.
func (s *server) keep(f tap.Finding) {
	if len(f.Cipher) > maxKeptSize {
		return
	}
	if len(s.kept) >= maxKept {
		s.kept = append(s.kept[:0], s.kept[1:]...)
	}
	s.kept = append(s.kept, f)
}

// readKept decrypts what was kept. What doesn't fit the key was sent to an earlier server and is
// dropped. A line must have the form of one, as almost any number decrypts to some character.
func (s *server) readKept() []tap.Finding {
	var late []tap.Finding
	for _, f := range s.kept {
		s.key.read(&f)
		if f.Reading == tap.Decrypted && (f.Kind == tap.Password || f.Line.Kind == tap.LineSaid) {
			f.Late = true
			late = append(late, f)
		}
	}
	s.kept = nil
	return late
}

// say remembers a line that went to the server.
func (s *server) say(text string, at time.Time) {
	s.trim(at)
	s.lines = append(s.lines, line{text: text, at: at, to: make(map[netip.AddrPort]bool)})
}

// hear reports whether a line to a client is new, and not an echo of one that was said
// to the server or sent to another client.
func (s *server) hear(text string, to netip.AddrPort, at time.Time) bool {
	s.trim(at)
	for i := len(s.lines) - 1; i >= 0; i-- {
		if l := s.lines[i]; !l.to[to] && matches(l.text, text) {
			l.to[to] = true
			return false
		}
	}
	s.lines = append(s.lines, line{text: text, at: at, to: map[netip.AddrPort]bool{to: true}})
	return true
}

func (s *server) trim(now time.Time) {
	old := max(len(s.lines)-maxLines+1, 0)
	for old < len(s.lines) && now.Sub(s.lines[old].at) > lineLife {
		old++
	}
	s.lines = append(s.lines[:0], s.lines[old:]...)
}

// matches compares lines. A server puts ? where a member's key can't carry a character.
func matches(known, got string) bool {
	if known == got {
		return true
	}
	a, b := []rune(known), []rune(got)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && a[i] != '?' && b[i] != '?' {
			return false
		}
	}
	return true
}
