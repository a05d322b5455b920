package classic

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
	wire "obrolan/shared/wire/classic"
)

const (
	// nameSize is the limit of a name in code points, so that its cipher text (up to six bytes each) leaves room for
	// text. Servers may allow less: ours allows 32.
	nameSize = 64
	// takenRetry is the interval for asking for a name that our own earlier socket holds.
	takenRetry = 2 * time.Second
	// grace is how long to wait for a better answer after a refusal, which may be a late or duplicate answer to another
	// question.
	grace = 500 * time.Millisecond
)

// checkName trims a name, as servers do. It returns a *NameError for one that the wire format can't carry: an original
// would cut it at a colon, or print unsafe characters.
func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", &chat.NameError{Reason: "is empty"}
	case strings.Contains(name, ":"):
		return "", &chat.NameError{Reason: "holds a colon"}
	case utf8.RuneCountInString(name) > nameSize:
		return "", &chat.NameError{Reason: fmt.Sprintf("has more than %d characters", nameSize)}
	case printable.Text(name) != name || strings.ContainsRune(name, utf8.RuneError):
		return "", &chat.NameError{Reason: "holds something that can't be shown"}
	}
	return name, nil
}

// checkAnswer takes the answer to CHECK_USERNAME.
func (m *Machine) checkAnswer(now time.Time, a wire.Answer) {
	s := &m.session
	switch a.Kind {
	case wire.AnswerAvailable:
		m.begin(now, stepSet)
	case wire.AnswerUnavailable:
		switch {
		case m.join.refused: // refused twice
		case now.Sub(s.stale) < strayFor: // may answer another question
			m.ask(now)
			m.join.refused, m.join.deadline = true, now.Add(grace)
		default:
			m.taken(now)
		}
	case wire.AnswerPasswordFirst:
		if !s.lateMasukkan() {
			m.restart(now)
		}
	}
}

// setAnswer takes the answer to SET_USERNAME. An original answers a repeat with `unavailable` if it got the first: the
// name is ours, since it was free before.
func (m *Machine) setAnswer(now time.Time, a wire.Answer) {
	s := &m.session
	switch a.Kind {
	case wire.AnswerSet:
		if name, err := checkName(a.Name); err == nil {
			m.name = name // as the server will write it
		}
		m.joined(now, wire.TextAvailable)
	case wire.AnswerUnavailable:
		if s.setSent > 1 {
			m.joined(now, wire.TextAvailable)
			return
		}
		m.join.refused, m.join.deadline = true, now.Add(grace)
	case wire.AnswerPasswordFirst:
		if !s.lateMasukkan() {
			m.restart(now)
		}
	}
}

// taken handles a name that is in use. If our own earlier socket may hold it, the client releases that socket and asks
// again.
func (m *Machine) taken(now time.Time) {
	m.session.setSent, m.session.setName = 0, ""
	m.join.refused = false
	if m.phase != away && (m.oldSocket.socket == 0 || m.oldSocket.name != m.name) {
		m.session.stale = now
		m.failJoin(wire.TextUnavailable, chat.ErrName)
		return
	}
	m.releaseOldSocket()
	m.join.step, m.join.since, m.join.deadline = stepTaken, now, now.Add(takenRetry)
	m.join.failure = chat.Failed(fmt.Sprintf("the name %q is taken at %s, by somebody else or still by the address that this client had before: "+
		"this protocol can't tell", m.name, m.server), chat.ErrHeld, chat.ErrName)
}
