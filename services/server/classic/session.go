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

// stage is a session's progress; doc.go has the state diagram.
type stage uint8

const (
	knocking stage = iota // keys are exchanged
	choosing              // the password was accepted
	member                // it has a name, and is in the room
	departed              // it left
)

// session is the state of one address. It implements room.Member. An idle session costs some 1.5 KiB, nearly all of it
// the Encrypter's table.
type session struct {
	owner *Machine
	addr  netip.AddrPort
	local netip.Addr // the server's address that the peer last sent to
	keys  *rsa.Encrypter
	stage stage

	heard  time.Time // when the last well-formed datagram came
	probed time.Time // when the last probe was sent
	lost   outage

	deaf bool // its port is closed: about to be removed

	wrong    int          // consecutive wrong passwords
	answerAt time.Time    // when to answer a wrong password; zero if no answer is pending
	hints    guard.Bucket // limits answers before the password

	timer guard.Timer[*session]
	place guard.Place[*session] // in the bounded queue of sessions that are not in the room
}

// outage is a run of reports that a host is unreachable.
type outage struct{ first, last time.Time }

// lasts records a report and returns the duration of the run. Each probe causes one report, so a pause longer than two
// probe intervals ends a run.
func (o *outage) lasts(now time.Time) time.Duration {
	if now.Sub(o.last) > 2*probeEvery {
		o.first = now
	}
	o.last = now
	return now.Sub(o.first)
}

// Owner returns Guest: the classic protocol does not authenticate a person.
func (s *session) Owner() room.Owner { return room.Guest }

// Deliver implements room.Member: it encrypts an event's line and splits it into pieces.
func (s *session) Deliver(e *room.Event) {
	if !s.deaf {
		s.send(s.owner.line(e))
	}
}

// path returns the session's current path.
func (s *session) path() turn.Path { return turn.Path{Peer: s.addr, Local: s.local} }

// send adds one room line to the outbox.
func (s *session) send(line string) {
	s.owner.out.AddPieces(s.path(), func(dst []byte) []byte {
		return wire.AppendMessage(dst, func(dst []byte) []byte { return s.keys.AppendLossy(dst, line) })
	}, wire.NextPiece)
}

// next returns the session's next deadline.
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

// probeAt returns when to probe next, rounded to a grid, so that probing a thousand members wakes the server four times a
// second, not a hundred times.
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
