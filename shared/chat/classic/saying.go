package classic

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
)

const (
	// window is how many messages may be in flight. More wait for echoes: a long paste would overflow the server's
	// socket buffer, and an original relays only a few messages a second.
	window = 16
	// backlog is how many messages may wait for the window before Say waits too.
	backlog = 256
)

// waiter is a pending call: Say waits for a place in the backlog, Settle for the end of all messages up to seq.
type waiter struct {
	call   uint64
	seq    uint64
	settle bool
}

// Say takes a text for a call and answers it once the text is sent.
func (m *Machine) Say(now time.Time, call uint64, text string) {
	switch m.phase {
	case outside:
		m.answer(call, "", chat.ErrOrder)
		return
	case away:
		m.answer(call, "", chat.NoServer("%s is away", m.server))
		return
	case leaving, ended:
		m.answer(call, "", chat.ErrClosed)
		return
	}
	text = strings.TrimSpace(printable.Text(text))
	if strings.Trim(text, " "+string(utf8.RuneError)) == "" {
		m.answer(call, "", chat.ErrText)
		return
	}
	n := m.session.enc.Key().N
	for _, r := range text {
		if uint64(r) >= n {
			m.answer(call, "", unsayable(&rsa.CharError{Char: r, N: n}))
			return
		}
	}
	e := &m.echoes
	for _, chunk := range chunks(m.session.enc, m.name, text) {
		if strings.TrimSpace(chunk) == "" {
			continue // a run of spaces longer than a message
		}
		e.seq++
		e.queue = append(e.queue, said{seq: e.seq, text: chunk})
	}
	m.waiting = append(m.waiting, waiter{call: call, seq: e.seq})
	m.pump(now)
}

// pump sends what the window allows and answers the calls that waited for it.
func (m *Machine) pump(now time.Time) {
	e := &m.echoes
	for len(e.queue) > 0 && len(e.flying) < window {
		m.sendNext(now)
	}
	m.settleWaiters()
}

// sendNext sends the first message of the queue.
func (m *Machine) sendNext(now time.Time) {
	e := &m.echoes
	s := e.queue[0]
	e.queue = e.queue[1:]
	s.sent = now
	m.send(m.session.enc.AppendLossy(nil, linePrefix(m.name)+s.text))
	e.flying = append(e.flying, s)
}

// Settle answers a call once everything said so far has been echoed or lost.
func (m *Machine) Settle(_ time.Time, call uint64) {
	if m.phase == ended {
		m.answer(call, "", chat.ErrClosed)
		return
	}
	m.waiting = append(m.waiting, waiter{call: call, seq: m.echoes.seq, settle: true})
	m.settleWaiters()
}

// settleWaiters answers the calls whose condition now holds.
func (m *Machine) settleWaiters() {
	kept := m.waiting[:0]
	for _, w := range m.waiting {
		switch {
		case !w.settle && m.echoes.waitingUpTo(w.seq) <= backlog:
			var err error
			if m.phase == away {
				err = chat.NoServer("%s is away", m.server)
			}
			m.answer(w.call, "", err)
		case w.settle && m.echoes.openUpTo(w.seq) == 0:
			m.answer(w.call, "", m.echoes.verdict())
		default:
			kept = append(kept, w)
		}
	}
	m.waiting = kept
}

// verdict returns ErrUnseen once for the messages lost since the last call.
func (e *echoes) verdict() error {
	lost := e.unseen
	e.unseen = 0
	if lost == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d got no echo", chat.ErrUnseen, lost)
}

// waitingUpTo counts the queued messages up to seq.
func (e *echoes) waitingUpTo(seq uint64) int {
	if len(e.queue) == 0 || e.queue[0].seq > seq {
		return 0
	}
	return int(min(seq, e.queue[len(e.queue)-1].seq)-e.queue[0].seq) + 1
}

// openUpTo counts the messages up to seq that are neither echoed nor lost.
func (e *echoes) openUpTo(seq uint64) int {
	n := e.waitingUpTo(seq)
	for _, s := range e.flying {
		if s.seq <= seq {
			n++
		}
	}
	return n
}

// cancelWaiter gives up a pending call.
func (m *Machine) cancelWaiter(call uint64, why error) {
	for i, w := range m.waiting {
		if w.call != call {
			continue
		}
		m.waiting = append(m.waiting[:i], m.waiting[i+1:]...)
		lost := m.echoes.openUpTo(w.seq) + m.echoes.unseen
		m.answer(call, "", chat.Failed(fmt.Sprintf("%v: %d got no echo", chat.ErrUnseen, lost), chat.ErrUnseen, why))
		return
	}
}
