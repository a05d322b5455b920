package simnet

import "net/netip"

// inbox is an endpoint's receive buffer, first in, first out, bounded by bytes
// as SO_RCVBUF bounds a socket's.
type inbox struct {
	limit   int
	used    int
	waiting []letter
	head    int
}

type letter struct {
	from netip.AddrPort
	data []byte
}

// put keeps the datagram, or returns false where it doesn't fit.
func (b *inbox) put(from netip.AddrPort, data []byte) bool {
	cost := len(data) + Overhead
	if b.used+cost > b.limit {
		return false
	}
	b.used += cost
	if b.head > 0 && len(b.waiting) == cap(b.waiting) {
		rest := copy(b.waiting, b.waiting[b.head:])
		clear(b.waiting[rest:])
		b.waiting, b.head = b.waiting[:rest], 0
	}
	b.waiting = append(b.waiting, letter{from, data})
	return true
}

// take returns the oldest datagram.
func (b *inbox) take() (letter, bool) {
	if b.head == len(b.waiting) {
		return letter{}, false
	}
	l := b.waiting[b.head]
	b.waiting[b.head] = letter{}
	b.head++
	b.used -= len(l.data) + Overhead
	if b.head == len(b.waiting) {
		b.waiting, b.head = b.waiting[:0], 0
	}
	return l, true
}
