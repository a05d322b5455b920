package classic

import (
	"time"

	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// keysAnswer takes the server's key. `Masukkan…` means that an original already knows this port: its key was lost, or
// another client used the port before.
func (m *Machine) keysAnswer(now time.Time, a wire.Answer) {
	s := &m.session
	switch a.Kind {
	case wire.AnswerKeys:
		if a.Key == s.key.Public { // our own key, echoed
			m.notARoom()
			return
		}
		enc, err := rsa.NewEncrypter(a.Key)
		if err != nil {
			return // ParseAnswer has checked the key
		}
		s.enc, s.dec = enc, rsa.NewDecrypter(s.key)
		s.strays = s.keysSent - 1
		m.advance(now)
	case wire.AnswerPasswordFirst:
		m.restart(now)
	}
}

// lateMasukkan reports whether a `Masukkan…` may answer a repeated E,N.
func (s *session) lateMasukkan() bool {
	if s.strays == 0 {
		return false
	}
	s.strays--
	return true
}
