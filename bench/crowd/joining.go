//go:build linux

package crowd

import (
	"time"

	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// joinStep is a member's progress in joining.
type joinStep uint8

const (
	outside joinStep = iota
	sentKeys
	sentPassword
	sentCheck
	sentSet
	inside
)

// repeatAfter is when an unanswered request is repeated. Original clients give up after the same time.
const repeatAfter = 3 * time.Second

// joining is a pure state machine for one member's join: its input is datagrams and the time, its output datagrams.
type joining struct {
	name     string
	key      rsa.Public
	password string

	step    joinStep
	request []byte    // the request that awaits an answer
	sent    time.Time // when it was first sent
	repeat  time.Time // when to repeat it

	server   *rsa.Encrypter // nil until its key arrives
	repeated int            // requests repeated
	refused  int            // unexpected answers
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

// due returns the request to repeat at now, or nil.
func (j *joining) due(now time.Time) []byte {
	if j.step == outside || j.step == inside || now.Before(j.repeat) {
		return nil
	}
	j.repeated++
	j.repeat = now.Add(repeatAfter)
	return j.request
}

// answer takes an answer and returns the next datagrams. At the end it sends SIGNUP_TAG twice, as an original does.
func (j *joining) answer(now time.Time, datagram []byte) (next [][]byte) {
	a, err := classic.ParseAnswer(datagram)
	if err != nil {
		j.refused++
		return nil
	}
	hoped := [...]classic.AnswerKind{sentKeys: classic.AnswerKeys, sentPassword: classic.AnswerPasswordRight,
		sentCheck: classic.AnswerAvailable, sentSet: classic.AnswerSet, inside: 0}
	if a.Kind != hoped[j.step] {
		if a.Kind != hoped[max(j.step, 1)-1] { // answers a repeated request
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
