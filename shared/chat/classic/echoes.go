package classic

import (
	"strings"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/rsa"
)

const (
	echoWait  = 2 * time.Second        // after this, a missing echo makes us ask whether we are still a member
	echoGrace = 500 * time.Millisecond // for an echo that arrives after the answer to that question
	echoTwice = 10 * time.Second       // within this, a second copy of an echo counts as a duplicate
	pastLimit = 64                     // texts remembered after they were echoed or lost
)

// said is a message that this client sent.
type said struct {
	seq      uint64
	text     string
	sent     time.Time
	expireAt time.Time // when it counts as lost; zero until the server has answered a later question
	lost     bool      // reported as Unseen
}

// echoes tracks the messages sent. The wire format does not mark an echo: it is any line with our name and a text that
// we expect, in any order.
type echoes struct {
	seq    uint64
	queue  []said // to be sent
	flying []said // sent, neither echoed nor lost
	past   []said // echoed or lost recently, for late or duplicate echoes
	unseen int    // reported as Unseen since Settle last returned
}

// own records a line that is the echo of a message sent, and reports whether it was one.
func (m *Machine) own(now time.Time, name, text string) bool {
	e := &m.echoes
	if name != m.name {
		return false
	}
	for i, s := range e.flying {
		if sameText(s.text, text, m.session.key.N) {
			e.flying = append(e.flying[:i], e.flying[i+1:]...)
			s.sent = now
			e.remember(s)
			return true
		}
	}
	for i := range e.past {
		s := &e.past[i]
		if !sameText(s.text, text, m.session.key.N) {
			continue
		}
		if s.lost {
			s.lost, s.sent = false, now
			e.unseen = max(0, e.unseen-1)
			return true
		}
		if now.Sub(s.sent) < echoTwice {
			return true
		}
	}
	return false
}

// remember keeps a text to recognize late echoes.
func (e *echoes) remember(s said) {
	if len(e.past) == pastLimit {
		e.past = append(e.past[:0], e.past[1:]...)
	}
	e.past = append(e.past, s)
}

// sameText reports whether got is the echo of said under a key with modulus n. A character that does not fit n comes
// back as a substitute, or from an original as another character. Servers may trim spaces.
func sameText(said, got string, n uint64) bool {
	a, b := []rune(strings.TrimSpace(said)), []rune(strings.TrimSpace(got))
	if len(a) != len(b) {
		return false
	}
	for i, r := range a {
		if r == b[i] {
			continue
		}
		if uint64(r) < n || b[i] != rsa.Substitute && uint64(b[i]) != uint64(r)%n {
			return false
		}
	}
	return true
}

// expireEchoes sets a last deadline for what was said before the time asked.
func (m *Machine) expireEchoes(now, asked time.Time) {
	for i := range m.echoes.flying {
		if s := &m.echoes.flying[i]; !s.sent.After(asked) && s.expireAt.IsZero() {
			s.expireAt = now.Add(echoGrace)
		}
	}
}

// tickEchoes reports lost messages, and asks for our presence when an echo is missing.
func (m *Machine) tickEchoes(now time.Time) {
	e := &m.echoes
	kept := e.flying[:0]
	missing := false
	for _, s := range e.flying {
		if due(s.expireAt, now) {
			m.reportUnseen(now, s)
			continue
		}
		kept = append(kept, s)
		missing = missing || s.expireAt.IsZero() && !now.Before(s.sent.Add(echoWait))
	}
	e.flying = kept
	if missing && m.presence.until.IsZero() {
		m.question(now)
	}
	m.pump(now)
}

// echoDeadline returns when to call tickEchoes. While a question is open, a missing echo waits for its answer.
func (m *Machine) echoDeadline() time.Time {
	var next time.Time
	for _, s := range m.echoes.flying {
		switch {
		case !s.expireAt.IsZero():
			next = earlier(next, s.expireAt)
		case m.presence.until.IsZero():
			next = earlier(next, s.sent.Add(echoWait))
		}
	}
	return next
}

// reportUnseen reports a text as lost.
func (m *Machine) reportUnseen(now time.Time, s said) {
	s.lost = true
	m.echoes.unseen++
	m.echoes.remember(s)
	m.tell(chat.Event{Kind: chat.Unseen, At: now, Text: s.text})
}

// reportAllUnseen reports everything that has not come back: the server is gone.
func (m *Machine) reportAllUnseen(now time.Time) {
	e := &m.echoes
	for _, s := range e.flying {
		m.reportUnseen(now, s)
	}
	for _, s := range e.queue {
		m.reportUnseen(now, s)
	}
	e.flying, e.queue = nil, nil
	m.settleWaiters()
}
