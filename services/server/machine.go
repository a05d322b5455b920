package main

import (
	"time"

	"obrolan/services/server/turn"
)

// Machine is the server's side of one protocol, for all of its peers: a pure state machine that appends what
// it wants to send and to have noted to the loop's turn.Outbox. The loop is its only caller.
type Machine interface {
	// Handle takes one datagram, and does not keep it.
	Handle(now time.Time, from turn.Path, datagram []byte)
	// Undelivered takes what the system reports about addresses; those of other protocols are ignored.
	Undelivered(now time.Time, reports []turn.Report)
	// Deadline returns when Advance is next due; the zero time: never.
	Deadline() time.Time
	// Advance does what has become due.
	Advance(now time.Time)
	// Close tells every member that the server stops.
	Close(now time.Time)
	// Len returns how many sessions there are, in the room or not.
	Len() int
}

// machines holds the protocols of one socket by the first byte of their datagrams. A datagram that is empty
// counts as one that starts with 0.
type machines struct {
	all     []Machine
	byFirst [256]Machine // nil: such datagrams belong to no protocol
}

// serve gives the first bytes from low to high, both included, to m, whether or not another one had them.
func (ms *machines) serve(m Machine, low, high byte) {
	ms.all = append(ms.all, m)
	for b := int(low); b <= int(high); b++ {
		ms.byFirst[b] = m
	}
}

// of returns the machine for a datagram, or nil.
func (ms *machines) of(datagram []byte) Machine {
	if len(datagram) == 0 {
		return ms.byFirst[0]
	}
	return ms.byFirst[datagram[0]]
}

// deadline returns the earliest deadline; the zero time: none.
func (ms *machines) deadline() time.Time {
	var next time.Time
	for _, m := range ms.all {
		if due := m.Deadline(); next.IsZero() || !due.IsZero() && due.Before(next) {
			next = due
		}
	}
	return next
}

// advance does what has become due in each.
func (ms *machines) advance(now time.Time) {
	for _, m := range ms.all {
		if due := m.Deadline(); !due.IsZero() && !due.After(now) {
			m.Advance(now)
		}
	}
}

// undelivered hands reports to each, as an address does not tell its protocol.
func (ms *machines) undelivered(now time.Time, reports []turn.Report) {
	for _, m := range ms.all {
		m.Undelivered(now, reports)
	}
}

// close has each tell its members that the server stops.
func (ms *machines) close(now time.Time) {
	for _, m := range ms.all {
		m.Close(now)
	}
}

// len returns how many sessions there are in all.
func (ms *machines) len() int {
	n := 0
	for _, m := range ms.all {
		n += m.Len()
	}
	return n
}
