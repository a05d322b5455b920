package chat

import (
	"time"

	"obrolan/shared/wire/classic"
)

const presenceEvery = 30 * time.Second

// silences are how long the answers to three questions in a row may take. Together they are longer than 20 s, so that a
// member whose cable was out for so long is still one.
var silences = [...]time.Duration{6 * time.Second, 8 * time.Second, 10 * time.Second}

// presence is finding out whether the server still knows us: CHECK_USERNAME with the own
// name is answered `Username unavailable` for as long as it does.
type presence struct {
	next   time.Time // when to ask in any case
	first  time.Time // when this round's first question was sent
	until  time.Time // when the last question counts as unanswered; zero outside a round
	sent   int       // questions of this round
	heard  int       // answers in this round
	silent int       // of these unanswered in a row
	strays int       // answers to questions of earlier rounds that may still come
	doubt  bool      // the name was called available once
}

// question asks the server whether we are in.
func (m *classicMachine) question(now time.Time) {
	p := &m.presence
	if p.until.IsZero() {
		p.first, p.sent, p.heard, p.silent = now, 0, 0, 0
	}
	p.until = now.Add(silences[p.silent])
	p.sent++
	p.silent++
	m.send(classic.AppendCheck(nil, m.name))
}

// tickPresence asks when it is time, and gives up after the third silence.
func (m *classicMachine) tickPresence(now time.Time) {
	if m.phase != inside {
		return
	}
	p := &m.presence
	switch {
	case due(p.until, now):
		if p.silent == len(silences) {
			m.lose(now, noServer("%s is silent", m.server))
			return
		}
		m.question(now)
	case p.until.IsZero() && !now.Before(p.next):
		m.question(now)
	}
}

func (m *classicMachine) presenceDeadline() time.Time {
	if m.presence.until.IsZero() {
		return m.presence.next
	}
	return m.presence.until
}

// roomAnswer takes a server's clear-text answer while in the room.
func (m *classicMachine) roomAnswer(now time.Time, a classic.Answer) {
	p := &m.presence
	asked := !p.until.IsZero()
	switch a.Kind {
	case classic.AnswerUnavailable:
		m.stillIn(now)
	case classic.AnswerAvailable:
		// One alone can be the late answer to a question from before we came in.
		switch {
		case !asked:
		case p.doubt:
			m.lose(now, noServer("%s has given our name away", m.server))
		default:
			p.doubt = true
			p.silent = 0
			m.question(now)
		}
	case classic.AnswerPasswordFirst:
		// Unasked for, it can be the answer to something said, or to a repeat while joining: ask.
		switch {
		case m.session.strayMasukkan():
		case asked:
			m.lose(now, noServer("%s has forgotten us", m.server))
		default:
			m.question(now)
		}
	case classic.AnswerBye:
		m.lose(now, noServer("%s said good-bye", m.server))
	}
}

// stillIn takes the answer that we are in. It was given after everything said before the
// question, so what has not come back by now is lost.
func (m *classicMachine) stillIn(now time.Time) {
	p := &m.presence
	if p.until.IsZero() {
		return
	}
	p.doubt = false
	p.heard++
	if p.strays > 0 { // maybe to an earlier question: a sign of life, and no more
		p.strays--
		m.alive()
		return
	}
	m.doomEchoes(now, p.first)
	p.strays = max(0, p.sent-p.heard)
	p.until = time.Time{}
	p.next = now.Add(presenceEvery)
}

// alive notes that the server sent something to a member: the silences are counted anew.
func (m *classicMachine) alive() { m.presence.silent = 0 }
