package classic

import (
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// farewell is the state of leaving.
type farewell struct {
	call  uint64
	tries int
	next  time.Time
}

// Leave starts to leave for a call. A client without a name sends nothing, because an original would announce that
// `Unknown` left.
func (m *Machine) Leave(now time.Time, call uint64) {
	if m.phase == ended || m.phase == leaving {
		m.answer(call, "", chat.ErrClosed)
		return
	}
	if m.phase == inside {
		for len(m.echoes.queue) > 0 {
			m.sendNext(now) // all the rest at once: there is no time to wait for echoes
		}
		m.settleWaiters()
	}
	named := m.session.setSent > 0 || m.oldSocket.socket != 0
	m.phase = leaving
	m.failJoin("", chat.ErrClosed)
	if !named {
		m.answer(call, "", nil)
		m.End(now, nil)
		return
	}
	m.leave = farewell{call: call}
	m.tickLeaving(now)
}

// tickLeaving sends LEAVE_TAG, and repeats it until an answer comes.
func (m *Machine) tickLeaving(now time.Time) {
	if m.leave.tries > 0 && !due(m.leave.next, now) {
		return
	}
	m.leave.tries++
	m.leave.next = now.Add(retryAfter(m.leave.tries))
	if m.session.setSent > 0 {
		m.send(wire.AppendLeave(nil, m.name))
	}
	m.releaseOldSocket()
}

// leaveAnswer takes an answer to LEAVE_TAG. An original that got the first one answers the second with `Masukkan…`.
func (m *Machine) leaveAnswer(now time.Time, a wire.Answer) {
	if a.Kind == wire.AnswerBye || a.Kind == wire.AnswerPasswordFirst {
		m.answer(m.leave.call, "", nil)
		m.leave.call = 0
		m.End(now, nil)
	}
}

// farewellFailed ends leaving without an answer.
func (m *Machine) farewellFailed(now time.Time, err error) {
	m.answer(m.leave.call, "", err)
	m.leave.call = 0
	m.End(now, nil)
}
