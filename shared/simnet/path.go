package simnet

import (
	"net/netip"

	"obrolan/shared/impair"
)

// pair is a path's two ends, in the direction of travel.
type pair struct{ from, to netip.AddrPort }

// path is what lies between two addresses in one direction.
type path struct {
	faults *impair.Config // nil: the network's, by direction
	down   bool
	link   *impair.Link // nil until the first datagram
}

// SetPath sets the faults from one address to another, from the next datagram
// on; the way back has its own. It panics with a sentence when they are
// invalid.
func (n *Network) SetPath(from, to netip.AddrPort, faults impair.Config) {
	if err := faults.Validate(); err != nil {
		panic(err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.path(from, to)
	p.faults = &faults
	if p.link != nil {
		p.link.Reconfigure(faults)
	}
}

// SetDown cuts the path from one address to another, or restores it. What is
// under way still arrives, and the way back is another path.
func (n *Network) SetDown(from, to netip.AddrPort, down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.path(from, to)
	p.down = down
	if p.link != nil {
		p.link.SetDown(down)
	}
}

// Stats returns what happened on the path from one address to another.
func (n *Network) Stats(from, to netip.AddrPort) impair.Stats {
	n.mu.Lock()
	defer n.mu.Unlock()
	if p := n.paths[pair{plain(from), plain(to)}]; p != nil && p.link != nil {
		return p.link.Stats()
	}
	return impair.Stats{}
}

// path returns the path between two addresses, which it makes if need be.
func (n *Network) path(from, to netip.AddrPort) *path {
	key := pair{plain(from), plain(to)}
	p := n.paths[key]
	if p == nil {
		p = &path{}
		n.paths[key] = p
	}
	return p
}

// link returns the link between two addresses, or nil where one has never
// been listened on: nothing is known about such a path.
func (n *Network) link(from, to netip.AddrPort) *impair.Link {
	a, known := n.numbers[from]
	b, alsoKnown := n.numbers[to]
	if !known || !alsoKnown {
		return nil
	}
	p := n.path(from, to)
	if p.link == nil {
		flow, dir := flowOf(a, b)
		faults := n.cfg.Up
		if dir == impair.Down {
			faults = n.cfg.Down
		}
		if p.faults != nil {
			faults = *p.faults
		}
		p.link = impair.NewLink(faults, n.cfg.Seed, flow, dir)
		p.link.Start(n.start)
		p.link.SetDown(p.down)
	}
	return p.link
}

// flowOf numbers the flow from address number a to number b: the client's
// number, and the server's above it, so that each pair has a flow of its own.
func flowOf(a, b int) (uint32, impair.Direction) {
	if a >= b {
		return uint32(a) | uint32(b)<<16, impair.Up
	}
	return uint32(b) | uint32(a)<<16, impair.Down
}

// movePaths renames an address: the wire stays the same.
func (n *Network) movePaths(from, to netip.AddrPort) {
	moved := make(map[pair]*path)
	for key, p := range n.paths {
		if key.from != from && key.to != from {
			continue
		}
		delete(n.paths, key)
		if key.from == from {
			key.from = to
		}
		if key.to == from {
			key.to = to
		}
		moved[key] = p
	}
	for key, p := range moved {
		n.paths[key] = p
	}
}
