package sequence

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"

	"obrolan/services/lab/tap"
)

// maxRails is how many clients get a rail of their own; the others share one.
const maxRails = 12

// Ladder holds findings until all of them are known, and then draws them. Not safe for
// concurrent use.
type Ladder struct {
	findings []tap.Finding
	clients  []netip.AddrPort // in the order in which they appeared
	servers  []netip.AddrPort
	names    map[netip.AddrPort][]string
	index    map[netip.AddrPort]int // in clients or servers
}

// New returns an empty Ladder.
func New() *Ladder {
	return &Ladder{names: make(map[netip.AddrPort][]string), index: make(map[netip.AddrPort]int)}
}

// Add takes findings in the order in which a tap.Tap returned them.
func (l *Ladder) Add(found ...tap.Finding) {
	for _, f := range found {
		l.findings = append(l.findings, f)
		if f.Kind == tap.Fragment { // has no ports, so it has no rail
			continue
		}
		l.clients = l.meet(l.clients, f.Client)
		l.servers = l.meet(l.servers, f.Server)
		if f.Kind == tap.NameGiven {
			l.call(f.Client, f.Asked)
		} else {
			l.call(f.Client, f.Name)
		}
	}
}

func (l *Ladder) meet(all []netip.AddrPort, addr netip.AddrPort) []netip.AddrPort {
	if _, known := l.index[addr]; known {
		return all
	}
	l.index[addr] = len(all)
	return append(all, addr)
}

// call notes a client's name. It may have several, one after another.
func (l *Ladder) call(addr netip.AddrPort, name string) {
	names := l.names[addr]
	if name != "" && (len(names) == 0 || names[len(names)-1] != name) {
		l.names[addr] = append(names, name)
	}
}

// Len returns how many findings there are.
func (l *Ladder) Len() int { return len(l.findings) }

// Draw writes who takes part, and the ladder.
func (l *Ladder) Draw(w io.Writer, colour bool) error {
	if len(l.findings) == 0 {
		return nil
	}
	out := bufio.NewWriter(w)
	p := painter{on: colour}
	start := l.findings[0].At
	fmt.Fprintf(out, "%s\n\n", start.UTC().Format("Monday, 2 January 2006, 15:04:05.000000 UTC"))
	l.legend(out, p)
	fmt.Fprintf(out, "\n%12s   %s\n", "seconds", l.header(p))
	for _, f := range l.findings {
		stamp := fmt.Sprintf("%12.6f", f.At.Sub(start).Seconds())
		if follows(f) {
			stamp = fmt.Sprintf("%12s", "")
		}
		fmt.Fprintf(out, "%s   %s  %s\n", stamp, l.rung(f, p), l.text(f, p))
	}
	return out.Flush()
}

// follows tells the findings that have no datagram of their own.
func follows(f tap.Finding) bool { return f.Kind == tap.Opened || f.Kind == tap.Unopened || f.Late }
