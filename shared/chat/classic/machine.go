package classic

import (
	"io"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/rsa"
)

// LowPort and HighPort are the range of local ports of a client, both included (docs/classic.md).
const (
	LowPort  = 8000
	HighPort = 9000
)

// phase is a Machine's place in the room's life.
//
//	outside ──Enter──▶ inside ──lost──▶ away
//	   │                 │ ▲             │ │
//	   │                 │ └──joined ────┘ │ 60 s passed, or password refused
//	   │ Leave           │ Leave  again    │
//	   ▼                 ▼                 ▼
//	 ended ◀─────────── leaving          ended
type phase uint8

const (
	outside phase = iota // not in the room; a call may be joining
	inside               // in the room
	away                 // was in the room and tries to join again
	leaving              // LEAVE_TAG is sent and not answered
	ended                // nothing happens any more
)

// Machine is a member of a classic room; it implements chat.Machine. It holds no socket, goroutine, lock or clock. It
// numbers its sockets from 1 and ignores input from a socket that it has given up. It is not safe for concurrent use.
type Machine struct {
	newKey func() (rsa.Textbook, error)
	server string // as configured, with the address once known; for sentences
	config string // as configured

	phase     phase
	session   session   // over the current socket
	join      joining   // the state of joining
	oldSocket oldSocket // given up, but may still hold the name
	sockets   uint32    // how many were requested
	choice    uint32    // which of the addresses of the server's name to try
	others    int       // how many other addresses it has

	password string // kept for joining again; never logged
	name     string // the name as the server writes it; kept for joining again

	presence presence
	echoes   echoes
	waiting  []waiter // pending calls of Say and Settle
	leave    farewell
	awayEnd  time.Time // away: when to give up
	partEnd  time.Time // when to give up a message whose next piece is missing

	out chat.Output
}

// session is what this client and the server have agreed on over one socket. The zero value means no session.
type session struct {
	socket uint32 // 0 while there is none
	key    rsa.Textbook
	dec    *rsa.Decrypter
	enc    *rsa.Encrypter // nil until the server's key arrives
	parts  parts

	keysSent int  // E,N sent
	strays   int  // answers to repeated E,N that may still come as `Masukkan…`
	let      bool // the password was accepted

	passwordsSent int       // PASSWORD requests without an answer
	passwordSent  time.Time // the time of the last one
	stale         time.Time // the last probe or refused name: a late `unavailable` may answer that
	setName       string    // the name in SET_USERNAME
	setSent       int       // how often it was sent
}

// oldSocket is a socket from which LEAVE_TAG can still free the name.
type oldSocket struct {
	socket uint32
	name   string
}

// New returns a member that has not dialled yet. server is HOST:PORT as configured, for sentences; newKey generates
// the key pair of each session.
func New(server string, newKey func() (rsa.Textbook, error)) *Machine {
	return &Machine{newKey: newKey, server: server, config: server}
}

// Keys returns a newKey for New that reads random; nil means crypto/rand.
func Keys(random io.Reader) func() (rsa.Textbook, error) {
	return func() (rsa.Textbook, error) { return rsa.Generate(random, rsa.Classic) }
}

// IsOver implements chat.Machine.
func (m *Machine) IsOver() bool { return m.phase == ended }

// Take implements chat.Machine.
func (m *Machine) Take() chat.Output {
	out := m.out
	m.out = chat.Output{}
	return out
}

// send queues data for the server, which then owns it.
func (m *Machine) send(data []byte) { m.sendFrom(m.session.socket, data) }

func (m *Machine) sendFrom(socket uint32, data []byte) {
	if socket != 0 {
		m.out.Actions = append(m.out.Actions, chat.Action{Kind: chat.Send, Socket: socket, Data: data})
	}
}

func (m *Machine) tell(e chat.Event) { m.out.Events = append(m.out.Events, e) }

func (m *Machine) answer(call uint64, reply string, err error) {
	if call != 0 {
		m.out.Results = append(m.out.Results, chat.Result{Call: call, Reply: reply, Err: err})
	}
}

// Tick implements chat.Machine.
func (m *Machine) Tick(now time.Time) {
	m.tickParts(now)
	switch m.phase {
	case outside:
		m.tickJoining(now)
	case inside:
		m.tickEchoes(now)
		m.tickPresence(now)
	case away:
		m.tickAway(now)
	case leaving:
		m.tickLeaving(now)
	}
}

// Deadline implements chat.Machine.
func (m *Machine) Deadline() time.Time {
	next := m.partEnd
	switch m.phase {
	case outside:
		next = earlier(next, m.joinDeadline())
	case inside:
		next = earlier(next, m.presenceDeadline())
		next = earlier(next, m.echoDeadline())
	case away:
		next = earlier(next, earlier(m.joinDeadline(), m.awayEnd))
	case leaving:
		next = earlier(next, m.leave.next)
	case ended:
		return time.Time{}
	}
	return next
}

// earlier returns the earlier of two times. The zero time means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// due reports whether t is set and has passed.
func due(t, now time.Time) bool { return !t.IsZero() && !now.Before(t) }

// End implements chat.Machine.
func (m *Machine) End(now time.Time, why error) {
	if m.phase == ended {
		return
	}
	m.phase = ended
	m.failJoin("", chat.ErrClosed)
	for _, w := range m.waiting {
		m.answer(w.call, "", chat.ErrClosed)
	}
	m.waiting = nil
	m.answer(m.leave.call, "", chat.ErrClosed)
	m.leave.call = 0
	m.closeSocket(m.session.socket)
	m.closeSocket(m.oldSocket.socket)
	m.session, m.oldSocket = session{}, oldSocket{}
	m.password = ""
	m.tell(chat.Event{Kind: chat.Ended, At: now, Err: why})
}

func (m *Machine) closeSocket(socket uint32) {
	if socket != 0 {
		m.out.Actions = append(m.out.Actions, chat.Action{Kind: chat.CloseSocket, Socket: socket})
	}
}

// Cancel implements chat.Machine.
func (m *Machine) Cancel(now time.Time, call uint64, why error) {
	switch call {
	case m.join.call:
		m.cancelJoin(why)
		return
	case m.leave.call:
		m.leave.call = 0
		m.answer(call, "", chat.Failed(chat.ErrNoServer.Error()+" to the good-bye", chat.ErrNoServer, why))
		m.End(now, nil)
		return
	}
	m.cancelWaiter(call, why)
}
