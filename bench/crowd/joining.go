//go:build linux

package crowd

import (
	"time"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// joinStep is how far a member has come.
type joinStep uint8

const (
	outside joinStep = iota
	sentKeys
	sentPassword
	sentCheck
	sentSet
	inside
)

// repeatAfter is when a request without an answer is sent again. Original clients give up after as long.
const repeatAfter = 3 * time.Second

// joining is how one member gets in: a datagram or the time goes in, datagrams come out. It
// holds no socket and no clock.
type joining struct {
	name     string
	key      rsa.Public
	password string

	step    joinStep
	request []byte    // what waits for an answer
	sent    time.Time // when it was first sent
	repeat  time.Time // when it is sent again

	server   *rsa.Encrypter // nil until its key is there
	repeated int            // requests sent again
	refused  int            // answers other than the one hoped for
	slowest  time.Duration  // longest wait for an answer
}

// start returns the first datagram.
func (j *joining) start(now time.Time) []byte {
	return j.ask(now, sentKeys, classic.AppendKeys(nil, j.key))
}

func (j *joining) ask(now time.Time, step joinStep, request []byte) []byte {
	j.step, j.request, j.sent, j.repeat = step, request, now, now.Add(repeatAfter)
	return request
}

// due returns the datagram that is to be sent again by now, or nil.
func (j *joining) due(now time.Time) []byte {
	if j.step == outside || j.step == inside || now.Before(j.repeat) {
		return nil
	}
	j.repeated++
	j.repeat = now.Add(repeatAfter)
	return j.request
}

// answer takes an answer, and returns the next datagrams. Once inside it announces itself
// twice, as an original does.
func (j *joining) answer(now time.Time, datagram []byte) (next [][]byte) {
	a, err := classic.ParseAnswer(datagram)
	if err != nil {
		j.refused++
		return nil
	}
	hoped := [...]classic.AnswerKind{sentKeys: classic.AnswerKeys, sentPassword: classic.AnswerPasswordRight,
		sentCheck: classic.AnswerAvailable, sentSet: classic.AnswerSet, inside: 0}
	if a.Kind != hoped[j.step] {
		if a.Kind != hoped[max(j.step, 1)-1] { // the answer to a request that was sent again
			j.refused++
		}
		return nil
	}
	j.slowest = max(j.slowest, now.Sub(j.sent))
	switch j.step {
	case sentKeys:
		if j.server, err = rsa.NewEncrypter(a.Key); err != nil {
			j.refused++
			return nil
		}
		cipher := j.server.AppendLossy(nil, j.password)
		return [][]byte{j.ask(now, sentPassword, classic.AppendPassword(nil, cipher))}
	case sentPassword:
		return [][]byte{j.ask(now, sentCheck, classic.AppendCheck(nil, j.name))}
	case sentCheck:
		return [][]byte{j.ask(now, sentSet, classic.AppendSet(nil, j.name))}
	}
	j.step, j.request = inside, nil
	again := classic.AppendSignUp(nil, j.name)
	return [][]byte{again, again}
}
