package classic

import (
	"bytes"

	"obrolan/services/lab/tap"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// request reads a datagram to the server.
func (t *Tap) request(s *server, m *member, f tap.Finding, payload []byte) []tap.Finding {
	r, err := classic.ParseRequest(payload)
	if err != nil {
		f.Kind, f.Err = tap.Strange, err
		return []tap.Finding{f}
	}
	f.Asked = safe(r.Name)
	switch r.Kind {
	case classic.KindKeys:
		return t.clientKey(m, f, r.Key)
	case classic.KindPassword:
		f.Kind = tap.Password
		return s.readSent(f, r.Cipher, t.open != nil)
	case classic.KindSay:
		f.Kind = tap.Said
		found := s.readSent(f, r.Cipher, t.open != nil)
		if said := found[0]; said.Reading == tap.Read {
			s.say(said.Text, said.At)
			if m.name == "" && said.Line.Kind == classic.LineSaid {
				m.name = said.Line.Name
			}
		}
		return found
	case classic.KindCheck:
		f.Kind, f.Repeated = tap.NameAsked, f.Asked != "" && f.Asked == m.name
		m.asked = f.Asked
	case classic.KindSet:
		f.Kind = tap.NameWanted
	case classic.KindSignUp:
		f.Kind = tap.Announced
	case classic.KindLeave:
		f.Kind = tap.Leaving
	default:
		f.Kind = tap.Probe
	}
	return []tap.Finding{f}
}

// clientKey takes the key of somebody who starts to join.
func (t *Tap) clientKey(m *member, f tap.Finding, key rsa.Public) []tap.Finding {
	f.Kind, f.Key = tap.ClientKey, key
	if m.key != nil && m.key.key == key {
		f.Repeated = true
		return []tap.Finding{f}
	}
	m.name, m.asked, f.Name = "", "", ""
	m.pieces.Reset()
	found := []tap.Finding{f}
	var opened []tap.Finding
	m.key, opened = t.observeKey(key, tap.OfClient, f)
	return append(found, opened...)
}

// readSent reads what stands under the server's key, or keeps it until that key passes.
func (s *server) readSent(f tap.Finding, cipher []byte, keep bool) []tap.Finding {
	f.Cipher, f.Owner = bytes.Clone(cipher), tap.OfServer
	s.key.read(&f)
	if f.Reading == tap.NoKey && keep {
		s.keep(f)
	}
	return []tap.Finding{f}
}
