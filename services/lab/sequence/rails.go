package sequence

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"obrolan/services/lab/tap"
)

// gap is how many columns lie between two rails.
const gap = 4

// rails is how many rails the clients have: the last is shared where there are too many.
func (l *Ladder) rails() int { return min(len(l.clients), maxRails+1) }

// railOf returns the rail of a client or, behind all of those, of a server.
func (l *Ladder) railOf(addr netip.AddrPort, isServer bool) int {
	if isServer {
		return l.rails() + l.index[addr]
	}
	return min(l.index[addr], maxRails)
}

// shares tells whether a client has no rail of its own.
func (l *Ladder) shares(addr netip.AddrPort) bool { return l.index[addr] >= maxRails }

// letter names a rail: A, B, C … for clients, + for the shared one, S (or S1, S2 …) for servers.
func (l *Ladder) letter(rail int) string {
	switch {
	case rail >= l.rails() && len(l.servers) == 1:
		return "S"
	case rail >= l.rails():
		return fmt.Sprintf("S%d", rail-l.rails()+1)
	case rail == maxRails:
		return "+"
	}
	return string(rune('A' + rail))
}

// legend lists who is who.
func (l *Ladder) legend(w io.Writer, p painter) {
	for i, addr := range l.clients {
		rail := min(i, maxRails)
		names := strings.Join(l.names[addr], ", then ")
		if names == "" {
			names = "(no name seen)"
		}
		fmt.Fprintf(w, "  %s  %-21s  %s\n", p.client(rail, l.letter(rail)), addr, names)
	}
	for i, addr := range l.servers {
		fmt.Fprintf(w, "  %s  %-21s  server\n", l.letter(l.rails()+i), addr)
	}
}

// header names the rails.
func (l *Ladder) header(p painter) string {
	var b strings.Builder
	for rail := range l.rails() + len(l.servers) {
		name := l.letter(rail)
		padded := name + strings.Repeat(" ", gap+1-len(name))
		if rail == l.rails()+len(l.servers)-1 {
			padded = name
		}
		if rail < l.rails() {
			padded = p.client(rail, padded)
		}
		b.WriteString(padded)
	}
	return b.String()
}

// rung draws the rails with the arrow of one finding.
func (l *Ladder) rung(f tap.Finding, p painter) string {
	last := l.rails() + len(l.servers) - 1
	if follows(f) || f.Kind == tap.Fragment {
		return plainRails(last)
	}
	client, server := l.railOf(f.Client, false), l.railOf(f.Server, true)
	var b strings.Builder
	for rail := range last + 1 {
		b.WriteString(post(rail, client, server, f.ToServer))
		if rail == last {
			break
		}
		if rail < client || rail >= server {
			b.WriteString(strings.Repeat(" ", gap))
			continue
		}
		b.WriteString(span(rail == client, rail == server-1, f))
	}
	return p.client(client, b.String())
}

// plainRails draws the rails without an arrow: nothing where no client or server is known yet, as
// when a capture holds fragments alone.
func plainRails(last int) string {
	if last < 0 {
		return ""
	}
	return strings.Repeat("│"+strings.Repeat(" ", gap), last) + "│"
}

// post draws the rail itself: where the arrow starts, where it passes, and elsewhere.
func post(rail, client, server int, toServer bool) string {
	switch {
	case rail == client && toServer:
		return "├"
	case rail == server && !toServer:
		return "┤"
	case rail > client && rail < server:
		return "┼"
	}
	return "│"
}

// span draws the arrow between two rails, with its head at the end. A refused datagram has a cross.
func span(first, last bool, f tap.Finding) string {
	head, body := "▶", "─"
	if f.Kind == tap.Refused {
		head, body = "✗", "╌"
	}
	switch {
	case last && f.ToServer:
		return strings.Repeat(body, gap-1) + head
	case first && !f.ToServer:
		if head == "▶" {
			head = "◀"
		}
		return head + strings.Repeat(body, gap-1)
	}
	return strings.Repeat(body, gap)
}
