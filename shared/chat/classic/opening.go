package classic

import (
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// openSocket requests a new socket to a current address of the server's name.
func (m *Machine) openSocket() {
	m.sockets++
	m.join.step, m.join.deadline = stepOpen, time.Time{}
	m.out.Actions = append(m.out.Actions, chat.Action{Kind: chat.OpenSocket, Socket: m.sockets, Choice: m.choice})
}

// Opened implements chat.Machine.
func (m *Machine) Opened(now time.Time, socket uint32, to chat.Destination, err error) {
	if m.phase == ended || m.phase == leaving || socket != m.sockets || m.join.step != stepOpen {
		if err == nil {
			m.closeSocket(socket)
		}
		return
	}
	m.others = to.Others
	if err == nil {
		m.session = session{socket: socket}
		m.server = m.config
		if addr := to.Server.String(); addr != m.config {
			m.server += " (" + addr + ")"
		}
		m.session.key, err = m.newKey()
	}
	switch {
	case m.join.call == 0 && m.phase == outside: // the call was canceled meanwhile
		m.join.step = stepIdle
	case err != nil && m.nextAddress():
		m.openSocket()
	case err != nil:
		m.join.step, m.join.deadline = stepPause, now.Add(pause)
		m.fail(now, err)
	default:
		m.advance(now)
	}
}

// nextAddress selects the next address of the server's name after a failure. It reports whether this round has not
// tried that one yet.
func (m *Machine) nextAddress() bool {
	m.choice++
	m.join.misses++
	if m.join.misses > m.others {
		m.join.misses = 0
		return false
	}
	return true
}

// restart starts over on a new port, because the server does not know this one or has state for it that blocks us. It
// frees the name if the old port may hold it.
func (m *Machine) restart(now time.Time) {
	m.giveUpSocket()
	j := &m.join
	j.ports++
	j.passwords, j.lateRefusals = 0, 0
	if j.ports > freePorts {
		j.step, j.deadline = stepPause, now.Add(pause)
		return
	}
	m.openSocket()
}

// giveUpSocket ends the session. A socket that may hold the name sends LEAVE_TAG and becomes the old socket; any other
// is closed.
func (m *Machine) giveUpSocket() {
	s := m.session
	m.session = session{}
	m.partEnd = time.Time{}
	if s.setSent == 0 {
		m.closeSocket(s.socket)
		return
	}
	m.closeSocket(m.oldSocket.socket)
	m.oldSocket = oldSocket{socket: s.socket, name: s.setName}
	m.releaseOldSocket()
}

// releaseOldSocket sends LEAVE_TAG from the old socket.
func (m *Machine) releaseOldSocket() {
	m.sendFrom(m.oldSocket.socket, wire.AppendLeave(nil, m.oldSocket.name))
}

// fail records a failure to open a socket, or a refusal on it.
func (m *Machine) fail(now time.Time, err error) {
	m.join.failure = err
	if m.join.failing.IsZero() {
		m.join.failing = now
	}
	m.failedFor(now)
}

// failedFor fails the call after nothing but failures for long enough.
func (m *Machine) failedFor(now time.Time) bool {
	j := &m.join
	if j.call == 0 || j.failing.IsZero() || now.Sub(j.failing) < refusals {
		return false
	}
	m.failJoin("", j.failure)
	return true
}

// Refused implements chat.Machine.
func (m *Machine) Refused(now time.Time, socket uint32) {
	if m.phase == leaving && (socket == m.session.socket || m.session.setSent == 0) {
		m.farewellFailed(now, chat.NoServer("nobody listens at %s any more", m.server))
	}
	if socket == 0 || socket != m.session.socket {
		return
	}
	switch m.phase {
	case inside:
		m.lose(now, chat.NoServer("nobody listens at %s any more", m.server))
	case outside, away:
		if m.join.step < stepKeys {
			return
		}
		m.refusedJoining(now)
	}
}

// refusedJoining handles a refusal while joining: the session is lost, or no server listens at this address.
func (m *Machine) refusedJoining(now time.Time) {
	why := chat.NoServer("nobody listens at %s", m.server)
	switch {
	case m.join.step > stepKeys:
		m.fail(now, why)
		m.restart(now)
	case m.others == 0: // the host is up: ask often, as the server may be starting
		m.fail(now, why)
		m.join.deadline = now.Add(firstRetry)
	case m.nextAddress():
		m.giveUpSocket()
		m.openSocket()
	default: // all addresses have been tried
		m.fail(now, why)
		m.giveUpSocket()
		m.join.step, m.join.deadline = stepPause, now.Add(firstRetry)
	}
}

// Unsent implements chat.Machine. A failed send explains why no answer will come.
func (m *Machine) Unsent(now time.Time, socket uint32, err error) {
	if socket == m.session.socket && m.join.step >= stepKeys && (m.phase == outside || m.phase == away) {
		m.fail(now, err)
	}
}
