package main

import (
	"time"

	"obrolan/services/server/turn"
)

// Machine is the server's side of one protocol for all peers: a pure state machine. It appends its datagrams and notes to
// the loop's turn.Outbox. Only the loop calls it.
type Machine interface {
	// Handle processes one datagram and does not keep it.
	Handle(now time.Time, from turn.Path, datagram []byte)
	// Undelivered takes the system's reports about addresses. It ignores addresses of other protocols.
	Undelivered(now time.Time, reports []turn.Report)
	// Deadline returns when to call Advance next. The zero time means never.
	Deadline() time.Time
	// Advance runs the timers that have expired.
	Advance(now time.Time)
	// Close says goodbye to every member.
	Close(now time.Time)
	// Len returns the number of sessions, in the room or not.
	Len() int
}

// machines maps the first byte of a datagram to the machine of its protocol. An empty datagram counts as one with first
// byte 0.
type machines struct {
	all     []Machine
	byFirst [256]Machine // nil: no protocol uses this byte
}

// serve assigns the first bytes from low to high, both included, to m and replaces an earlier assignment.
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

// deadline returns the earliest deadline. The zero time means none.
func (ms *machines) deadline() time.Time {
	var next time.Time
	for _, m := range ms.all {
		if due := m.Deadline(); next.IsZero() || !due.IsZero() && due.Before(next) {
			next = due
		}
	}
	return next
}

// advance calls Advance on each machine.
func (ms *machines) advance(now time.Time) {
	for _, m := range ms.all {
		if due := m.Deadline(); !due.IsZero() && !due.After(now) {
			m.Advance(now)
		}
	}
}

// undelivered passes reports to each machine, because an address does not show its protocol.
func (ms *machines) undelivered(now time.Time, reports []turn.Report) {
	for _, m := range ms.all {
		m.Undelivered(now, reports)
	}
}

// close closes each machine.
func (ms *machines) close(now time.Time) {
	for _, m := range ms.all {
		m.Close(now)
	}
}

// len returns the number of sessions of all machines.
func (ms *machines) len() int {
	n := 0
	for _, m := range ms.all {
		n += m.Len()
	}
	return n
}
