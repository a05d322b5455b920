package classic

import (
	"bytes"

	"obrolan/services/lab/tap"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// answer reads a datagram from the server.
func (r *Reader) answer(s *server, m *member, f tap.Finding, payload []byte) []tap.Finding {
	a, err := wire.ParseAnswer(payload)
	if err != nil {
		f.Kind, f.Err = tap.Strange, err
		return []tap.Finding{f}
	}
	switch a.Kind {
	case wire.AnswerKeys:
		return r.serverKey(s, f, a.Key)
	case wire.AnswerPiece:
		return s.readLine(m, f, payload)
	case wire.AnswerPasswordRight:
		f.Kind = tap.PasswordRight
	case wire.AnswerPasswordWrong:
		f.Kind = tap.PasswordWrong
	case wire.AnswerPasswordFirst:
		f.Kind = tap.PasswordAsked
	case wire.AnswerAvailable:
		f.Kind = tap.NameFree
	case wire.AnswerUnavailable:
		f.Kind, f.Repeated = tap.NameTaken, m.name != "" && tap.SameName(m.asked, m.name)
	case wire.AnswerSet:
		f.Kind, f.Asked = tap.NameGiven, safe(a.Name)
		m.name = f.Asked
	case wire.AnswerBye:
		f.Kind = tap.Bye
		m.name = ""
	default:
		f.Kind = tap.Probe
	}
	return []tap.Finding{f}
}

// serverKey takes the server's key, and decrypts with it what was kept.
func (r *Reader) serverKey(s *server, f tap.Finding, key rsa.Public) []tap.Finding {
	f.Kind, f.Key = tap.ServerKey, key
	if s.key != nil && s.key.key == key {
		f.Repeated = true
		return []tap.Finding{f}
	}
	f.Changed = s.key != nil
	found := []tap.Finding{f}
	f.Changed = false
	var opened []tap.Finding
	s.key, opened = r.observeKey(key, tap.OfServer, f)
	found = append(found, opened...)
	return append(found, s.readKept()...)
}

// readLine collects the pieces of a line and reads it with the client's key.
func (s *server) readLine(m *member, f tap.Finding, payload []byte) []tap.Finding {
	cipher, err := m.pieces.Add(payload)
	switch {
	case err != nil:
		f.Kind, f.Err = tap.Strange, err
		return []tap.Finding{f}
	case cipher == nil:
		f.Kind = tap.Piece
		return []tap.Finding{f}
	}
	f.Kind, f.Owner, f.Cipher = tap.Heard, tap.OfClient, bytes.Clone(cipher)
	m.key.read(&f)
	if f.Reading == tap.Decrypted && !s.hear(f.Text, f.Client, f.At) {
		f.Kind = tap.Echo
	}
	return []tap.Finding{f}
}
