package simnet

import (
	"bytes"
	"net/netip"
	"time"

	"obrolan/shared/impair"
)

// parcel is a datagram on its way.
type parcel struct {
	sender   *Conn
	from, to netip.AddrPort
	flow     uint32
	dir      impair.Direction
	impair.Delivery
}

// send puts a copy of a datagram on its way, and delivers what is due. The
// caller holds the lock.
func (n *Network) send(c *Conn, data []byte, to netip.AddrPort) {
	now := time.Now()
	data = bytes.Clone(data)
	p := parcel{sender: c, from: c.addr, to: to, Delivery: impair.Delivery{At: now, Data: data}}
	link := n.link(c.addr, to)
	if link == nil {
		n.tell(Sent, &p, now, impair.Passed)
		n.transit.Push(now, p)
		n.deliver(now)
		return
	}
	p.flow, p.dir = link.Flow()
	n.arrivals = link.Send(now, data, n.arrivals[:0])
	number, verdict := link.Last()
	p.N = number
	n.tell(Sent, &p, now, verdict)
	for i, d := range n.arrivals {
		p.Delivery = d
		n.transit.Push(d.At, p)
		n.arrivals[i] = impair.Delivery{} // let go of the datagram
	}
	n.deliver(now)
}

// deliver hands over what is due at now, and sets the alarm for the rest.
func (n *Network) deliver(now time.Time) {
	for {
		p, _, ok := n.transit.Pop(now)
		if !ok {
			break
		}
		n.arrive(&p, now)
	}
	next, waiting := n.transit.Next()
	if !waiting || (n.rings && !next.Before(n.ringsAt)) {
		return
	}
	n.rings, n.ringsAt = true, next
	n.alarm.set(next)
}

// arrive hands a datagram to the socket that has its address now.
func (n *Network) arrive(p *parcel, now time.Time) {
	c := n.conns[p.to]
	switch {
	case c == nil:
		n.tell(Unreached, p, now, impair.Passed)
		if n.cfg.Refuse {
			p.sender.refuse(p.to)
		}
	case !c.inbox.put(p.from, p.Data):
		c.stats.Overflowed++
		n.tell(Overflowed, p, now, impair.Passed)
	default:
		n.tell(Arrived, p, now, impair.Passed)
		c.changed.Signal()
	}
}

// ring is the alarm's call.
func (n *Network) ring() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.rings = false
	if !n.closed {
		n.deliver(time.Now())
	}
}

// tell calls the tap with an event.
func (n *Network) tell(kind Kind, p *parcel, now time.Time, v impair.Verdict) {
	if n.cfg.Tap == nil {
		return
	}
	n.cfg.Tap(Event{
		At: now, Since: now.Sub(n.start), Kind: kind, From: p.from, To: p.to, Flow: p.flow, Direction: p.dir,
		N: p.N, Verdict: v, Marks: p.Marks, Data: p.Data,
	})
}
