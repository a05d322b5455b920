package classic

import (
	"io"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/rsa"
)

// LowPort and HighPort bound the local ports that a client of this protocol binds, both included
// (docs/classic.md).
const (
	LowPort  = 8000
	HighPort = 9000
)

// phase is where a Machine stands.
//
//	outside ──Enter──▶ inside ──lost──▶ away
//	   │                 │ ▲             │ │
//	   │                 │ └──joined ────┘ │ 60 s in vain, or password refused
//	   │ Leave           │ Leave  again    │
//	   ▼                 ▼                 ▼
//	 ended ◀─────────── leaving          ended
type phase uint8

const (
	outside phase = iota // not in the room; a call may be joining
	inside               // in the room
	away                 // was in the room, and tries to get in again
	leaving              // LEAVE_TAG is on its way
	ended                // nothing happens any more
)

// Machine is a member of a classic room, a chat.Machine: commands, datagrams and socket errors go
// in with the time; datagrams, events, answers to calls and wishes for sockets come out (chat.Output). It
// holds no socket, goroutine, lock or clock. Sockets are numbered by it, from 1; what comes from a
// socket that it has given up is ignored. Not safe for concurrent use.
type Machine struct {
	newKey func() (rsa.Textbook, error)
	server string // as configured, and with the address once it is known; for sentences
	config string // as configured

	phase     phase
	session   session   // with the server, over the socket of now
	join      joining   // how far getting in is
	oldSocket oldSocket // a socket given up that may still hold the name
	sockets   uint32    // how many were asked for
	choice    uint32    // which of the addresses of the server's name to try
	others    int       // how many other addresses it has

	password string // remembered for joining again; never logged
	name     string // remembered for joining again; what the server calls us

	presence presence
	echoes   echoes
	waiting  []waiter // calls of Say and Settle that wait
	leave    farewell
	awayEnd  time.Time // away: when to give up
	partEnd  time.Time // when the missing piece of a message will not come any more

	out chat.Output
}

// session is what this client and the server have agreed upon over one socket. The
// zero value is none.
type session struct {
	socket uint32 // 0 while there is none
	key    rsa.Textbook
	dec    *rsa.Decrypter
	enc    *rsa.Encrypter // nil until the server's key came
	parts  parts

	keysSent int  // E,N sent
	strays   int  // answers to repeated E,N that may still come as `Masukkan…`
	let      bool // the password was right

	passwordsSent int       // PASSWORD sent and not answered
	passwordSent  time.Time // the last one
	stale         time.Time // since when an `unavailable` can be an old one's: the last probe, or the last refusal of a name
	setName       string    // the name that SET_USERNAME asked for
	setSent       int       // how often
}

// oldSocket is a socket from which LEAVE_TAG can still free the name.
type oldSocket struct {
	socket uint32
	name   string
}

// New returns a member that has not dialled yet. server is HOST:PORT as configured, for sentences; newKey draws
// the key pair of each session.
func New(server string, newKey func() (rsa.Textbook, error)) *Machine {
	return &Machine{newKey: newKey, server: server, config: server}
}

// Keys returns a newKey for New that draws from random; nil means crypto/rand.
func Keys(random io.Reader) func() (rsa.Textbook, error) {
	return func() (rsa.Textbook, error) { return rsa.Generate(random, rsa.Classic) }
}

// IsOver tells whether nothing happens any more.
func (m *Machine) IsOver() bool { return m.phase == ended }

// Take returns what is to be done and forgets it.
func (m *Machine) Take() chat.Output {
	out := m.out
	m.out = chat.Output{}
	return out
}

// send asks for data to be sent to the server; the machine does not use it again.
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

// Tick does what is due at now.
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

// Deadline is when tick must be called next, or the zero time for never.
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

// earlier returns the earlier of two times, of which zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// due tells whether t is set and has come.
func due(t, now time.Time) bool { return !t.IsZero() && !now.Before(t) }

// End stops everything. why is what the event Ended carries.
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

// Cancel gives up a call whose context ended, for the reason why.
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
