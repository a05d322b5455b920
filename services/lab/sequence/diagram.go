package sequence

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"time"

	"obrolan/services/lab/tap"
)

// maxLifelines is how many clients get a lifeline of their own; the others share one.
const maxLifelines = 12

// Diagram collects findings, and draws them when all are known. Not safe for
// concurrent use.
type Diagram struct {
	findings []tap.Finding
	clients  []netip.AddrPort // in the order in which they appeared
	servers  []netip.AddrPort
	names    map[netip.AddrPort][]string
	index    map[netip.AddrPort]int // in clients or servers
}

// New returns an empty Diagram.
func New() *Diagram {
	return &Diagram{names: make(map[netip.AddrPort][]string), index: make(map[netip.AddrPort]int)}
}

// Add takes findings in the order in which a tap.Tap returned them.
func (d *Diagram) Add(found ...tap.Finding) {
	for _, f := range found {
		d.findings = append(d.findings, f)
		if f.Kind == tap.Fragment { // has no ports, so it has no lifeline
			continue
		}
		d.clients = d.addEnd(d.clients, f.Client)
		d.servers = d.addEnd(d.servers, f.Server)
		if f.Kind == tap.NameGiven {
			d.addName(f.Client, f.Asked)
		} else {
			d.addName(f.Client, f.Name)
		}
	}
}

func (d *Diagram) addEnd(all []netip.AddrPort, addr netip.AddrPort) []netip.AddrPort {
	if _, known := d.index[addr]; known {
		return all
	}
	d.index[addr] = len(all)
	return append(all, addr)
}

// addName notes a client's name. It may have several, one after another.
func (d *Diagram) addName(addr netip.AddrPort, name string) {
	names := d.names[addr]
	if name != "" && (len(names) == 0 || names[len(names)-1] != name) {
		d.names[addr] = append(names, name)
	}
}

// Len returns how many findings there are.
func (d *Diagram) Len() int { return len(d.findings) }

// Draw writes who takes part, and the diagram. Findings without a time, as some captures hold them, are
// drawn without one.
func (d *Diagram) Draw(w io.Writer, colour bool) error {
	if len(d.findings) == 0 {
		return nil
	}
	out := bufio.NewWriter(w)
	p := painter{on: colour}
	start := d.start()
	if start.IsZero() {
		fmt.Fprint(out, "The capture holds no times.\n\n")
	} else {
		fmt.Fprintf(out, "%s\n\n", start.UTC().Format("Monday, 2 January 2006, 15:04:05.000000 UTC"))
	}
	d.legend(out, p)
	fmt.Fprintf(out, "\n%12s   %s\n", "seconds", d.header(p))
	for _, f := range d.findings {
		stamp := fmt.Sprintf("%12.6f", f.At.Sub(start).Seconds())
		if follows(f) || f.At.IsZero() {
			stamp = fmt.Sprintf("%12s", "")
		}
		fmt.Fprintf(out, "%s   %s  %s\n", stamp, d.arrow(f, p), d.text(f, p))
	}
	return out.Flush()
}

// start is the time of the first finding that has one; the zero time where none has.
func (d *Diagram) start() time.Time {
	for _, f := range d.findings {
		if !f.At.IsZero() {
			return f.At
		}
	}
	return time.Time{}
}

// follows reports whether a finding has no datagram of its own.
func follows(f tap.Finding) bool {
	return f.Kind == tap.KeyFound || f.Kind == tap.KeyNotFound || f.Late
}
