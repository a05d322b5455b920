package classic

import (
	"bytes"
	"fmt"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
	wire "obrolan/shared/wire/classic"
)

// partWait is how long to wait for the next piece of a message.
const partWait = 3 * time.Second

// parts holds the pieces received of one message.
type parts struct {
	assembler wire.Assembler
	stray     bool // a piece without a start was reported; the rest of its message is not
}

// Datagram implements chat.Machine.
func (m *Machine) Datagram(now time.Time, socket uint32, data []byte) {
	if socket == 0 || m.phase == ended {
		return
	}
	a, err := wire.ParseAnswer(data)
	switch {
	case a.Kind == wire.AnswerProbe: // the server checks whether our port is open; the kernel answers if not
		return
	case socket == m.session.socket:
	case socket == m.oldSocket.socket && m.phase == leaving:
		m.leaveAnswer(now, a)
		return
	default:
		return
	}
	switch {
	case err != nil:
		m.garbage(now, data)
	case a.Kind == wire.AnswerPiece:
		m.piece(now, data)
	case m.phase == inside:
		m.roomAnswer(now, a)
	case m.phase == leaving:
		m.leaveAnswer(now, a)
	default:
		m.joinAnswer(now, a)
	}
}

// listening reports whether lines of the room may come: from SET_USERNAME on.
func (m *Machine) listening() bool {
	return m.session.dec != nil && (m.phase == inside || m.phase == leaving || m.join.step == stepSet)
}

// garbage takes a datagram that the wire format does not define. An original client shows clear text that ends in END
// as a message of the server.
func (m *Machine) garbage(now time.Time, data []byte) {
	if m.join.step == stepKeys {
		m.notARoom()
	}
	if !m.listening() {
		return
	}
	if text, ok := bytes.CutSuffix(data, []byte("END")); ok {
		m.tell(chat.Event{Kind: chat.Other, At: now, Text: printable.Text(string(text))})
		return
	}
	m.damaged(now, fmt.Sprintf("%d bytes that are no message", len(data)))
}

// notARoom records that the key exchange got an answer of another protocol. A server may still answer.
func (m *Machine) notARoom() {
	m.join.failure = chat.Failed("what answers at "+m.server+" is not a room", chat.ErrNoRoom)
}

func (m *Machine) damaged(now time.Time, what string) {
	m.tell(chat.Event{Kind: chat.Damaged, At: now, Text: what})
}

// piece takes a piece of an encrypted message.
func (m *Machine) piece(now time.Time, data []byte) {
	if !m.listening() {
		return
	}
	asm, begins := &m.session.parts.assembler, bytes.HasPrefix(data, []byte("ENCRYPTED:"))
	if asm.Pending() && begins {
		m.damaged(now, "a message of which the end is missing")
	}
	m.partEnd = time.Time{}
	if begins {
		m.session.parts.stray = false
	}
	cipher, err := asm.Add(data)
	switch {
	case err != nil:
		if !m.session.parts.stray {
			m.damaged(now, fmt.Sprintf("a piece of a message (%v)", err))
		}
		m.session.parts.stray = true
		return
	case cipher == nil:
		m.partEnd = now.Add(partWait)
		return
	}
	text, err := m.session.dec.Text(cipher)
	if err != nil {
		m.damaged(now, "a message that could not be decrypted")
		return
	}
	m.line(now, wire.ParseLine(text))
}

// line takes a line of the room.
func (m *Machine) line(now time.Time, line wire.Line) {
	e := chat.Event{At: now, Name: printable.Text(line.Name), Text: printable.Text(line.Text)}
	switch line.Kind {
	case wire.LineSaid:
		e.Kind = chat.Said
		e.Own = m.own(now, e.Name, e.Text)
	case wire.LineJoined:
		e.Kind = chat.Joined
	case wire.LineLeft:
		e.Kind = chat.Left
	default:
		e.Kind = chat.Other
	}
	m.tell(e)
	if m.phase != inside {
		return
	}
	m.alive()
	if e.Kind == chat.Other {
		m.suspect(now)
	}
	m.pump(now)
}

// tickParts drops a message whose next piece does not come.
func (m *Machine) tickParts(now time.Time) {
	if due(m.partEnd, now) {
		m.dropParts()
		m.damaged(now, "a message of which the end is missing")
	}
}

func (m *Machine) dropParts() {
	m.partEnd = time.Time{}
	m.session.parts.assembler.Reset()
}
