package classic

import (
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

const (
	presenceEvery = 30 * time.Second
	suspectWait   = time.Second
	strayFor      = 15 * time.Second // how late an answer may come
)

// silences are the time limits for the answers to three questions in a row. The last question follows the first by more
// than 20 s, so that a member whose cable was out that long stays one.
var silences = [...]time.Duration{6 * time.Second, 15 * time.Second, 4 * time.Second}

// presence finds out whether the server still has us as a member: then it answers CHECK_USERNAME for our own name with
// `Username unavailable`.
type presence struct {
	next   time.Time // when to start a round at the latest
	first  time.Time // when this round's first question was sent
	until  time.Time // when the last question counts as unanswered; zero outside a round
	sent   int       // questions of this round
	heard  int       // answers of this round
	silent int       // unanswered ones in a row
	strays int       // `unavailable` answers to earlier questions that may still come
	stale  time.Time // when to stop expecting those
	doubt  bool      // one answer said that we are not a member
}

// expect records that n late answers may come.
func (p *presence) expect(now time.Time, n int) {
	p.strays, p.stale = max(0, n), now.Add(strayFor)
}

// stray reports whether an answer may be one of those, and counts it.
func (p *presence) stray(now time.Time) bool {
	if p.strays == 0 || now.After(p.stale) {
		return false
	}
	p.strays--
	return true
}

// question asks the server whether we are a member.
func (m *Machine) question(now time.Time) {
	p := &m.presence
	if p.until.IsZero() {
		p.first, p.sent, p.heard, p.silent = now, 0, 0, 0
	}
	p.until = now.Add(silences[p.silent])
	p.sent++
	p.silent++
	m.send(wire.AppendCheck(nil, m.name))
}

// tickPresence asks when the time has come, and gives up after the third silence.
func (m *Machine) tickPresence(now time.Time) {
	if m.phase != inside {
		return
	}
	p := &m.presence
	switch {
	case due(p.until, now):
		if p.silent == len(silences) {
			m.lose(now, chat.NoServer("%s is silent", m.server))
			return
		}
		m.question(now)
	case p.until.IsZero() && !now.Before(p.next):
		m.question(now)
	}
}

func (m *Machine) presenceDeadline() time.Time {
	if m.presence.until.IsZero() {
		return m.presence.next
	}
	return m.presence.until
}

// roomAnswer takes a server's clear-text answer while in the room.
func (m *Machine) roomAnswer(now time.Time, a wire.Answer) {
	p := &m.presence
	asked := !p.until.IsZero()
	switch a.Kind {
	case wire.AnswerSet:
		p.stray(now)
	case wire.AnswerUnavailable:
		m.stillIn(now)
	case wire.AnswerAvailable:
		if asked {
			m.doubt(now, chat.NoServer("%s does not have us in the room any more", m.server))
		}
	case wire.AnswerPasswordFirst: // a server also answers a message so
		if !m.session.lateMasukkan() {
			m.doubt(now, chat.NoServer("%s has forgotten us", m.server))
		}
	case wire.AnswerBye:
		m.lose(now, chat.NoServer("%s said good-bye", m.server))
	}
}

// suspect makes the next question come soon, because the server's own lines may say that it stops or that we are out.
func (m *Machine) suspect(now time.Time) {
	if p := &m.presence; now.Add(suspectWait).Before(p.next) {
		p.next = now.Add(suspectWait)
	}
}

// doubt takes an answer that we are not a member. A single one may be a late answer from before we joined: ask again.
func (m *Machine) doubt(now time.Time, why error) {
	p := &m.presence
	if p.doubt {
		m.lose(now, why)
		return
	}
	p.doubt, p.silent = true, 0
	m.question(now)
}

// stillIn takes the answer that we are a member. The server handled everything said before the question first, so what
// has not come back by now is lost.
func (m *Machine) stillIn(now time.Time) {
	p := &m.presence
	stray := p.stray(now)
	if p.until.IsZero() {
		return
	}
	p.doubt = false
	p.heard++
	if stray { // it may answer an earlier question: it only shows that the server is alive
		m.alive()
		return
	}
	m.expireEchoes(now, p.first)
	p.expect(now, p.sent-p.heard)
	p.until = time.Time{}
	p.next = now.Add(presenceEvery)
}

// alive records a datagram from the server to a member: the count of silences restarts.
func (m *Machine) alive() { m.presence.silent = 0 }
