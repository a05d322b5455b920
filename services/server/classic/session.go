package classic

import (
	"net/netip"
	"time"

	"obrolan/services/server/guard"
	"obrolan/services/server/room"
	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// stage is how far a session has come; the drawing is in doc.go.
type stage uint8

const (
	knocking stage = iota // keys are exchanged
	choosing              // the password was right
	member                // it has a name, and is in the room
	departed              // it left
)

// session is one address that the classic machine knows. It is what the room knows as a
// Member, from the first reservation on. An idle one costs some 1.5 KiB, nearly all of it the Encrypter's table.
type session struct {
	owner *Machine
	addr  netip.AddrPort
	local netip.Addr // the server's address that it last sent to
	keys  *rsa.Encrypter
	stage stage

	heard  time.Time // when something well-formed last came
	probed time.Time // when the last probe went
	lost   outage

	deaf bool // nobody listens there any more: about to be taken out

	wrong    int          // passwords refused since the last right one
	answerAt time.Time    // when the answer to a wrong password is due; zero: none is
	hints    guard.Bucket // answers to what came before the password

	timer guard.Timer[*session]
	place guard.Place[*session] // in the bounded queue of sessions that are not in the room
}

// outage is a run of reports that a host can't be reached.
type outage struct{ first, last time.Time }

// lasts takes one more report and returns for how long they have been coming. Each probe makes one, so that a
// pause longer than two probes ends a run.
func (o *outage) lasts(now time.Time) time.Duration {
	if now.Sub(o.last) > 2*probeEvery {
		o.first = now
	}
	o.last = now
	return now.Sub(o.first)
}

// Owner is Guest: the classic protocol proves nothing about a person.
func (s *session) Owner() room.Owner { return room.Guest }

// Deliver encrypts an event's line for this member and cuts it into pieces. It is called by the room.
func (s *session) Deliver(e *room.Event) {
	if !s.deaf {
		s.send(s.owner.line(e))
	}
}

// path is where what is sent to the session goes.
func (s *session) path() turn.Path { return turn.Path{Peer: s.addr, Local: s.local} }

// send puts one line of the room into the outbox.
func (s *session) send(line string) {
	s.owner.out.AddPieces(s.path(), func(dst []byte) []byte {
		return wire.AppendMessage(dst, func(dst []byte) []byte { return s.keys.AppendLossy(dst, line) })
	}, wire.NextPiece)
}

// next is when something is next due for the session.
func (s *session) next() time.Time {
	c := s.owner
	var due time.Time
	switch s.stage {
	case member:
		due = earlier(s.heard.Add(c.cfg.Idle), s.probeAt())
	case departed:
		due = s.heard.Add(departedFor)
	default:
		due = s.heard.Add(joiningFor)
	}
	if !s.answerAt.IsZero() {
		due = earlier(due, s.answerAt)
	}
	return due
}

// probeAt is when the next probe is due, on a grid, so that the probes of a thousand members wake the
// server four times a second and not a hundred times.
func (s *session) probeAt() time.Time {
	last := s.heard
	if s.probed.After(last) {
		last = s.probed
	}
	steps := (last.Sub(s.owner.epoch) + probeEvery + probeGrid - 1) / probeGrid
	return s.owner.epoch.Add(steps * probeGrid)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
