package main

import (
	"context"
	"errors"
	"net"
	"os"
	"time"

	"obrolan/services/server/journal"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/services/server/udp"
)

// loop is the one goroutine that owns the socket's reading side, all sessions and the room. A turn is: wait
// for a datagram or for the time, let the machines work, send what they want to send.
type loop struct {
	conn     *udp.Conn
	machines machines
	out      *turn.Outbox
	journal  *journal.Journal
	tally    *tally.Tally

	calls    chan func()
	deadline time.Time // as the socket has it
	known    bool      // whether the socket has it: a wake overwrites it
	turns    uint64    // since the start
}

func newLoop(conn *udp.Conn, ms machines, out *turn.Outbox, j *journal.Journal, t *tally.Tally) *loop {
	l := &loop{conn: conn, machines: ms, out: out, journal: j, tally: t, calls: make(chan func(), 16)}
	out.Full = func() { conn.Send(out) }
	return l
}

// A socket that fails again and again must not take the whole processor. Reports about members who are gone
// come as failures too, in bursts, and must not slow the room down.
const (
	errorBurst = 1000
	errorPause = time.Millisecond
)

// run turns until ctx ends, and then tells the members. An error means that the socket is closed.
func (l *loop) run(ctx context.Context) error {
	defer context.AfterFunc(ctx, l.wake)() // its goroutine ends by itself
	buf := make([]byte, udp.MaxDatagram)
	failures := 0 // one behind the other
	for {
		l.arm(l.machines.deadline())
		// A wake comes after what it announces. So either it is seen here, or the wake ends Read.
		if ctx.Err() != nil {
			l.machines.close(time.Now())
			l.flush(time.Now())
			return nil
		}
		l.serveCalls()
		n, from, err := l.conn.Read(buf)
		now := time.Now()
		l.turns++
		switch {
		case err == nil:
			failures = 0
			l.tally.Inc(tally.Received)
			l.dispatch(now, from, buf[:n])
		case errors.Is(err, os.ErrDeadlineExceeded):
			failures = 0
			l.known = false
		case errors.Is(err, net.ErrClosed):
			return err
		default:
			if failures++; failures > errorBurst {
				time.Sleep(errorPause)
			}
		}
		l.machines.advance(now)
		l.flush(now)
	}
}

// dispatch hands a datagram to the machine of its protocol.
func (l *loop) dispatch(now time.Time, from turn.Path, datagram []byte) {
	if m := l.machines.of(datagram); m != nil {
		m.Handle(now, from, datagram)
		return
	}
	l.tally.Inc(tally.DroppedNoProtocol)
}

// flush sends what waits, and lets the machines know what the system says about it, until there is
// nothing more to send. Each round that goes on has taken somebody out.
func (l *loop) flush(now time.Time) {
	for {
		l.conn.Send(l.out)
		for _, n := range l.out.Notes {
			l.journal.Note(n)
		}
		l.out.Noted()
		if reports := l.conn.Reports(); len(reports) > 0 {
			l.tally.Add(tally.ReportedErrors, len(reports))
			l.machines.undelivered(now, reports)
		}
		if l.out.Len() == 0 && len(l.out.Notes) == 0 {
			return
		}
	}
}

// arm sets the time at which Read gives up, if it has changed.
func (l *loop) arm(deadline time.Time) {
	if l.known && deadline.Equal(l.deadline) {
		return
	}
	if l.conn.SetReadDeadline(deadline) == nil {
		l.deadline, l.known = deadline, true
	}
}

// wake ends a Read that is under way. Any goroutine may call it.
func (l *loop) wake() { _ = l.conn.SetReadDeadline(time.Unix(1, 0)) }

// serveCalls runs what other goroutines want the loop to run.
func (l *loop) serveCalls() {
	for {
		select {
		case f := <-l.calls:
			f()
		default:
			return
		}
	}
}

// do has the loop run f, and waits for it until ctx ends.
func (l *loop) do(ctx context.Context, f func()) error {
	done := make(chan struct{})
	select {
	case l.calls <- func() { f(); close(done) }:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.wake()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
