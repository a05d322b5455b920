package classic

import (
	"time"

	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// keysAnswer takes the server's key. `Masukkan…` says that an original knows this port already: its
// answer was lost, or another client had the port.
func (m *Machine) keysAnswer(now time.Time, a wire.Answer) {
	s := &m.session
	switch a.Kind {
	case wire.AnswerKeys:
		if a.Key == s.key.Public { // sent back as it came
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

// lateMasukkan tells whether a `Masukkan…` can be the answer to a repeated E,N.
func (s *session) lateMasukkan() bool {
	if s.strays == 0 {
		return false
	}
	s.strays--
	return true
}
