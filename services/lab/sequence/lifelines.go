package sequence

import (
	"fmt"
	"io"
	"net/netip"
	"strings"

	"obrolan/services/lab/tap"
)

// gap is how many columns lie between two lifelines.
const gap = 4

// lifelineCount is how many lifelines the clients have: the last is shared where there are too many.
func (d *Diagram) lifelineCount() int { return min(len(d.clients), maxLifelines+1) }

// lifelineOf returns the lifeline of a client or, behind all of those, of a server.
func (d *Diagram) lifelineOf(addr netip.AddrPort, isServer bool) int {
	if isServer {
		return d.lifelineCount() + d.index[addr]
	}
	return min(d.index[addr], maxLifelines)
}

// shares reports whether a client has no lifeline of its own.
func (d *Diagram) shares(addr netip.AddrPort) bool { return d.index[addr] >= maxLifelines }

// letter names a lifeline: A, B, C … for clients, + for the shared one, S (or S1, S2 …) for servers.
func (d *Diagram) letter(lifeline int) string {
	switch {
	case lifeline >= d.lifelineCount() && len(d.servers) == 1:
		return "S"
	case lifeline >= d.lifelineCount():
		return fmt.Sprintf("S%d", lifeline-d.lifelineCount()+1)
	case lifeline == maxLifelines:
		return "+"
	}
	return string(rune('A' + lifeline))
}

// legend lists who is who.
func (d *Diagram) legend(w io.Writer, p painter) {
	for i, addr := range d.clients {
		lifeline := min(i, maxLifelines)
		names := strings.Join(d.names[addr], ", then ")
		if names == "" {
			names = "(no name seen)"
		}
		fmt.Fprintf(w, "  %s  %-21s  %s\n", p.client(lifeline, d.letter(lifeline)), addr, names)
	}
	for i, addr := range d.servers {
		fmt.Fprintf(w, "  %s  %-21s  server\n", d.letter(d.lifelineCount()+i), addr)
	}
}

// header names the lifelines.
func (d *Diagram) header(p painter) string {
	var b strings.Builder
	for lifeline := range d.lifelineCount() + len(d.servers) {
		name := d.letter(lifeline)
		padded := name + strings.Repeat(" ", gap+1-len(name))
		if lifeline == d.lifelineCount()+len(d.servers)-1 {
			padded = name
		}
		if lifeline < d.lifelineCount() {
			padded = p.client(lifeline, padded)
		}
		b.WriteString(padded)
	}
	return b.String()
}

// arrow draws the lifelines with the arrow of one finding.
func (d *Diagram) arrow(f tap.Finding, p painter) string {
	last := d.lifelineCount() + len(d.servers) - 1
	if follows(f) || f.Kind == tap.Fragment {
		return plainLifelines(last)
	}
	client, server := d.lifelineOf(f.Client, false), d.lifelineOf(f.Server, true)
	var b strings.Builder
	for lifeline := range last + 1 {
		b.WriteString(post(lifeline, client, server, f.ToServer))
		if lifeline == last {
			break
		}
		if lifeline < client || lifeline >= server {
			b.WriteString(strings.Repeat(" ", gap))
			continue
		}
		b.WriteString(span(lifeline == client, lifeline == server-1, f))
	}
	return p.client(client, b.String())
}

// plainLifelines draws the lifelines without an arrow: nothing if no client or server is known, as
// when a capture holds only fragments.
func plainLifelines(last int) string {
	if last < 0 {
		return ""
	}
	return strings.Repeat("│"+strings.Repeat(" ", gap), last) + "│"
}

// post draws the lifeline itself: where the arrow starts, where it passes, and elsewhere.
func post(lifeline, client, server int, toServer bool) string {
	switch {
	case lifeline == client && toServer:
		return "├"
	case lifeline == server && !toServer:
		return "┤"
	case lifeline > client && lifeline < server:
		return "┼"
	}
	return "│"
}

// span draws the arrow between two lifelines, with its head at the end. A datagram that did not arrive has a cross.
func span(first, last bool, f tap.Finding) string {
	head, body := "▶", "─"
	if f.Kind == tap.Refused || f.Kind == tap.Undelivered {
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
