package tap

import (
	"bytes"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// request reads a datagram to the server.
func (t *Tap) request(s *server, m *member, f Finding, payload []byte) []Finding {
	r, err := classic.ParseRequest(payload)
	if err != nil {
		f.Kind, f.Err = Strange, err
		return []Finding{f}
	}
	f.Asked = safe(r.Name)
	switch r.Kind {
	case classic.KindKeys:
		return t.clientKey(m, f, r.Key)
	case classic.KindPassword:
		f.Kind = Password
		return s.readSent(f, r.Cipher, t.open != nil)
	case classic.KindSay:
		f.Kind = Said
		found := s.readSent(f, r.Cipher, t.open != nil)
		if said := found[0]; said.Reading == Read {
			s.say(said.Text, said.At)
			if m.name == "" && said.Line.Kind == classic.LineSaid {
				m.name = said.Line.Name
			}
		}
		return found
	case classic.KindCheck:
		f.Kind, f.Repeated = NameAsked, f.Asked != "" && f.Asked == m.name
		m.asked = f.Asked
	case classic.KindSet:
		f.Kind = NameWanted
	case classic.KindSignUp:
		f.Kind = Announced
	case classic.KindLeave:
		f.Kind = Leaving
	default:
		f.Kind = Probe
	}
	return []Finding{f}
}

// clientKey takes the key of somebody who starts to join.
func (t *Tap) clientKey(m *member, f Finding, key rsa.Public) []Finding {
	f.Kind, f.Key = ClientKey, key
	if m.lock != nil && m.lock.key == key {
		f.Repeated = true
		return []Finding{f}
	}
	m.name, m.asked, f.Name = "", "", ""
	m.pieces.Reset()
	found := []Finding{f}
	var opened []Finding
	m.lock, opened = t.newLock(key, OfClient, f)
	return append(found, opened...)
}

// readSent reads what stands under the server's key, or keeps it until that key passes.
func (s *server) readSent(f Finding, cipher []byte, keep bool) []Finding {
	f.Cipher, f.Owner = bytes.Clone(cipher), OfServer
	s.lock.read(&f)
	if f.Reading == NoKey && keep {
		s.keep(f)
	}
	return []Finding{f}
}
