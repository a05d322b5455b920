package classic

import (
	"bytes"

	"obrolan/services/lab/tap"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// request reads a datagram to the server.
func (r *Reader) request(s *server, m *member, f tap.Finding, payload []byte) []tap.Finding {
	req, err := wire.ParseRequest(payload)
	if err != nil {
		f.Kind, f.Err = tap.Strange, err
		return []tap.Finding{f}
	}
	f.Asked = safe(req.Name)
	switch req.Kind {
	case wire.KindKeys:
		return r.clientKey(m, f, req.Key)
	case wire.KindPassword:
		f.Kind = tap.Password
		return s.readSent(f, req.Cipher, r.findKey != nil)
	case wire.KindSay:
		f.Kind = tap.Said
		found := s.readSent(f, req.Cipher, r.findKey != nil)
		if said := found[0]; said.Reading == tap.Decrypted {
			s.say(said.Text, said.At)
			if m.name == "" && said.Line.Kind == tap.LineSaid {
				m.name = said.Line.Name
			}
		}
		return found
	case wire.KindCheck:
		f.Kind, f.Repeated = tap.NameAsked, f.Asked != "" && tap.SameName(f.Asked, m.name)
		m.asked = f.Asked
	case wire.KindSet:
		f.Kind = tap.NameWanted
	case wire.KindSignUp:
		f.Kind = tap.Announced
	case wire.KindLeave:
		f.Kind = tap.Leaving
	default:
		f.Kind = tap.Probe
	}
	return []tap.Finding{f}
}

// clientKey takes the key of a client that starts to join.
func (r *Reader) clientKey(m *member, f tap.Finding, key rsa.Public) []tap.Finding {
	f.Kind, f.Key = tap.ClientKey, key
	if m.key != nil && m.key.key == key {
		f.Repeated = true
		return []tap.Finding{f}
	}
	m.name, m.asked, f.Name = "", "", ""
	m.pieces.Reset()
	found := []tap.Finding{f}
	var opened []tap.Finding
	m.key, opened = r.observeKey(key, tap.OfClient, f)
	return append(found, opened...)
}

// readSent decrypts what was encrypted with the server's key, or keeps it until that key passes.
func (s *server) readSent(f tap.Finding, cipher []byte, keep bool) []tap.Finding {
	f.Cipher, f.Owner = bytes.Clone(cipher), tap.OfServer
	s.key.read(&f)
	if f.Reading == tap.KeyUnseen && keep {
		s.keep(f)
	}
	return []tap.Finding{f}
}
