package classic

import (
	"errors"
	"fmt"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// awayFor is how long the client looks for a lost server.
const awayFor = 60 * time.Second

// goInside enters the room. It sends SIGNUP_TAG once: a server that announced the join at SET_USERNAME ignores it, and
// one that follows the wire format's table waits for it.
func (m *Machine) goInside(now time.Time) {
	again := m.phase == away
	m.phase = inside
	m.awayEnd = time.Time{}
	m.presence = presence{next: now.Add(presenceEvery)}
	m.presence.expect(now, m.session.setSent-1)
	m.send(wire.AppendSignUp(nil, m.name))
	m.closeSocket(m.oldSocket.socket)
	m.oldSocket = oldSocket{}
	if again {
		m.tell(chat.Event{Kind: chat.Back, At: now})
	}
}

// lose leaves a lost room and starts to join again: LEAVE_TAG from the old port, in case the server still has it, then
// a new port, new keys, and the same password and name.
func (m *Machine) lose(now time.Time, why error) {
	m.phase = away
	m.awayEnd = now.Add(awayFor)
	m.tell(chat.Event{Kind: chat.Away, At: now, Err: why})
	m.reportAllUnseen(now)
	m.giveUpSocket()
	m.join = joining{want: goalName}
	m.openSocket()
}

// tickAway continues joining, and gives up after a minute.
func (m *Machine) tickAway(now time.Time) {
	if !due(m.awayEnd, now) {
		m.tickJoining(now)
		return
	}
	why := chat.Failed(fmt.Sprintf("%v: %s did not come back within %v", chat.ErrNoServer, m.server, awayFor), chat.ErrNoServer)
	if last := m.join.failure; errors.Is(last, chat.ErrHeld) {
		why = last
	} else if last != nil {
		why = chat.Failed(fmt.Sprintf("%v (%v)", why, last), chat.ErrNoServer, last)
	}
	m.End(now, why)
}
