package classic

import (
	"errors"
	"fmt"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

const (
	// passwordWait is how long to wait for the answer to a password. A server may delay its refusal by two seconds, and
	// a repeat within that time would count as another try.
	passwordWait = 2500 * time.Millisecond
	// probeWait is how long to wait for the answer to the probe.
	probeWait = time.Second
	// passwordTries is the number of unanswered passwords after which the client starts over.
	passwordTries = 3
)

// sendPassword sends the password and reports whether it could.
func (m *Machine) sendPassword(now time.Time) bool {
	s := &m.session
	cipher, err := s.enc.Append(nil, m.password)
	if err != nil {
		m.failPassword(now, "", unsayable(err))
		return false
	}
	datagram := wire.AppendPassword(nil, cipher)
	if len(datagram) > wire.DatagramSize {
		m.failPassword(now, wire.TextPasswordWrong, fmt.Errorf("%w: it is too long", chat.ErrPassword))
		return false
	}
	m.join.passwords++
	s.passwordsSent++
	s.passwordSent = now
	m.send(datagram)
	return true
}

// failPassword reports a wrong password: to the call, or as the end of a room whose password has changed.
func (m *Machine) failPassword(now time.Time, reply string, err error) {
	if m.phase == away {
		m.End(now, err)
		return
	}
	m.password = ""
	m.failJoin(reply, err)
}

// passwordAnswer takes an answer after the password was sent. An original does not answer a repeat of a right password.
// So the client probes after a silence: it asks whether an empty name is free, which no server reserves. Any answer but
// `Masukkan…` means that the password was right.
func (m *Machine) passwordAnswer(now time.Time, a wire.Answer) {
	s, j := &m.session, &m.join
	switch a.Kind {
	case wire.AnswerPasswordWrong:
		s.passwordsSent = max(0, s.passwordsSent-1)
		if j.lateRefusals > 0 { // answers an earlier password
			j.lateRefusals--
			return
		}
		m.failPassword(now, wire.TextPasswordWrong, chat.ErrPassword)
		return
	case wire.AnswerPasswordRight:
		s.passwordsSent = max(0, s.passwordsSent-1)
	case wire.AnswerAvailable, wire.AnswerUnavailable, wire.AnswerSet:
	case wire.AnswerPasswordFirst:
		m.notYet(now)
		return
	default:
		return
	}
	s.let = true
	m.advance(now)
}

// notYet takes a `Masukkan…`. In answer to a probe, it means that the password was lost; in answer to a password, that
// the server has forgotten this port.
func (m *Machine) notYet(now time.Time) {
	s, j := &m.session, &m.join
	if s.lateMasukkan() {
		return
	}
	if j.step == stepPassword || j.passwords >= passwordTries {
		m.restart(now)
		return
	}
	m.begin(now, stepPassword)
}

// unsayable converts the cipher's error about a character to this package's.
func unsayable(err error) error {
	var char *rsa.CharError
	if !errors.As(err, &char) {
		return err
	}
	return &chat.UnsayableError{Char: char.Char, Reason: fmt.Sprintf("the server's key is too small for it (U+%04X, n = %d)", char.Char, char.N)}
}
