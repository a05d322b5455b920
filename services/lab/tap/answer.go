package tap

import (
	"bytes"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// answer reads a datagram from the server.
func (t *Tap) answer(s *server, m *member, f Finding, payload []byte) []Finding {
	a, err := classic.ParseAnswer(payload)
	if err != nil {
		f.Kind, f.Err = Strange, err
		return []Finding{f}
	}
	switch a.Kind {
	case classic.AnswerKeys:
		return t.serverKey(s, f, a.Key)
	case classic.AnswerPiece:
		return s.readLine(m, f, payload)
	case classic.AnswerPasswordRight:
		f.Kind = PasswordRight
	case classic.AnswerPasswordWrong:
		f.Kind = PasswordWrong
	case classic.AnswerPasswordFirst:
		f.Kind = PasswordAsked
	case classic.AnswerAvailable:
		f.Kind = NameFree
	case classic.AnswerUnavailable:
		f.Kind, f.Repeated = NameTaken, m.name != "" && m.asked == m.name
	case classic.AnswerSet:
		f.Kind, f.Asked = NameGiven, safe(a.Name)
		m.name = f.Asked
	case classic.AnswerBye:
		f.Kind = Bye
		m.name = ""
	default:
		f.Kind = Probe
	}
	return []Finding{f}
}

// serverKey takes the server's key, and reads with it what waited.
func (t *Tap) serverKey(s *server, f Finding, key rsa.Public) []Finding {
	f.Kind, f.Key = ServerKey, key
	if s.lock != nil && s.lock.key == key {
		f.Repeated = true
		return []Finding{f}
	}
	f.Changed = s.lock != nil
	found := []Finding{f}
	f.Changed = false
	var opened []Finding
	s.lock, opened = t.newLock(key, OfServer, f)
	found = append(found, opened...)
	return append(found, s.readKept()...)
}

// readLine collects the pieces of a line and reads it with the client's key.
func (s *server) readLine(m *member, f Finding, payload []byte) []Finding {
	cipher, err := m.pieces.Add(payload)
	switch {
	case err != nil:
		f.Kind, f.Err = Strange, err
		return []Finding{f}
	case cipher == nil:
		f.Kind = Piece
		return []Finding{f}
	}
	f.Kind, f.Owner, f.Cipher = Heard, OfClient, bytes.Clone(cipher)
	m.lock.read(&f)
	if f.Reading == Read && !s.hear(f.Text, f.Client, f.At) {
		f.Kind = Echo
	}
	return []Finding{f}
}
