package classic

import (
	"crypto/sha256"
	"crypto/subtle"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	wire "obrolan/shared/wire/classic"
)

// The answer to the first wrong password is delayed by firstDelay. Each further one waits twice as long, up to lastDelay:
// original clients give up after three seconds.
const (
	firstDelay = 250 * time.Millisecond
	lastDelay  = 2 * time.Second
)

// present answers PASSWORD; a nil cipher is a malformed one. A right password is answered at once, also when repeated. A
// wrong one is answered after a delay; until then further passwords of the same address are dropped unread. Many people may
// share one NAT address, so the limit is per address and port; the limit over all addresses slows a guesser with many ports.
func (c *Machine) present(now time.Time, s *session, cipher []byte) {
	if s.stage == departed {
		c.hint(now, s.path(), s)
		return
	}
	if !s.answerAt.IsZero() || !c.wrongLeft.Has(now, wrongLimit) {
		c.tally.Inc(tally.DroppedThrottledPassword)
		return
	}
	if cipher != nil && c.isRight(cipher) {
		s.wrong = 0
		c.out.AddText(s.path(), wire.TextPasswordRight)
		if s.stage == knocking {
			c.enter(s, choosing)
			c.tally.Inc(tally.PasswordRight)
			c.out.Note(turn.Note{Kind: turn.NoteRight, At: now, From: s.addr})
		}
		return
	}
	c.wrongLeft.Take(now, wrongLimit)
	c.tally.Inc(tally.PasswordWrong)
	delay := min(firstDelay<<min(s.wrong, 8), lastDelay)
	s.wrong++
	s.answerAt = now.Add(delay)
	c.timers.Set(&s.timer, s.next())
	c.out.Note(turn.Note{Kind: turn.NoteWrong, At: now, From: s.addr, Count: s.wrong, Wait: delay})
}

// isRight decrypts a password and compares it in constant time. One that does not decrypt is wrong: a client sends that
// if it still uses the key from before a restart of the server.
func (c *Machine) isRight(cipher []byte) bool {
	if numbers(cipher) > room.MaxPassword {
		return false
	}
	text, err := c.forPasswords.Text(cipher)
	if err != nil {
		return false
	}
	sum := sha256.Sum256([]byte(text))
	return subtle.ConstantTimeCompare(sum[:], c.password[:]) == 1
}

// numbers returns how many numbers, and so characters, a cipher text holds.
func numbers(cipher []byte) int {
	n := 1
	for _, b := range cipher {
		if b == ' ' {
			n++
		}
	}
	return n
}
