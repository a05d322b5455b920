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

// loop is the goroutine that reads the socket and owns all sessions and the room. A turn is: wait for a datagram or a
// deadline, run the machines, send their output.
type loop struct {
	conn     *udp.Conn
	machines machines
	out      *turn.Outbox
	journal  *journal.Journal
	tally    *tally.Tally

	calls    chan func()
	deadline time.Time // as last set on the socket
	known    bool      // false after a wake, which overwrites the socket's deadline
	turns    uint64    // since the start
}

func newLoop(conn *udp.Conn, ms machines, out *turn.Outbox, j *journal.Journal, t *tally.Tally) *loop {
	l := &loop{conn: conn, machines: ms, out: out, journal: j, tally: t, calls: make(chan func(), 16)}
	out.Full = func() { conn.Send(out) }
	return l
}

// A socket that keeps failing must not use a whole CPU. Reports about members who are gone also arrive as failures, in
// bursts, and must not slow the room down.
const (
	errorBurst = 1000
	errorPause = time.Millisecond
)

// run runs turns until ctx ends, then says goodbye to the members. It returns an error if the socket was closed.
func (l *loop) run(ctx context.Context) error {
	defer context.AfterFunc(ctx, l.wake)() // its goroutine ends after wake
	buf := make([]byte, udp.MaxDatagram)
	failures := 0 // consecutive
	for {
		l.arm(l.machines.deadline())
		// wake follows the change that it announces: either the change is seen here, or wake ends Read.
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

// dispatch passes a datagram to the machine of its protocol.
func (l *loop) dispatch(now time.Time, from turn.Path, datagram []byte) {
	if m := l.machines.of(datagram); m != nil {
		m.Handle(now, from, datagram)
		return
	}
	l.tally.Inc(tally.DroppedNoProtocol)
}

// flush sends the outbox and passes the system's reports to the machines, until nothing is left to send. It terminates
// because each further round has removed a session.
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

// arm sets the socket's read deadline if it has changed.
func (l *loop) arm(deadline time.Time) {
	if l.known && deadline.Equal(l.deadline) {
		return
	}
	if l.conn.SetReadDeadline(deadline) == nil {
		l.deadline, l.known = deadline, true
	}
}

// wake ends a pending Read. It is safe for concurrent use.
func (l *loop) wake() { _ = l.conn.SetReadDeadline(time.Unix(1, 0)) }

// serveCalls runs the functions that other goroutines passed to do.
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

// do runs f on the loop and waits for it until ctx ends.
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
