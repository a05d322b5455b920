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

// The answer to the first wrong password waits firstDelay, each further one twice as
// long, up to lastDelay: original clients give up after three seconds.
const (
	firstDelay = 250 * time.Millisecond
	lastDelay  = 2 * time.Second
)

// present answers PASSWORD; a nil cipher is one that was malformed. A right one is answered at once, also when it comes again. A wrong
// one is answered later, and until then further tries of the same address are dropped, unread. Behind one
// translated address sit many people, so that a port counts as much as an address; the limit over all
// addresses is what slows a guesser with many ports.
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

// isRight decrypts a password and compares it in constant time. What does not decrypt is wrong too:
// it is what a client sends that still uses the key of a server that was restarted.
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

// numbers returns how many numbers, and thus characters, a cipher text holds.
func numbers(cipher []byte) int {
	n := 1
	for _, b := range cipher {
		if b == ' ' {
			n++
		}
	}
	return n
}
