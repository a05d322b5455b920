package classic

import (
	"errors"
	"fmt"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// exchange answers E,N. The same key from a known address is a repeat and changes nothing. Another key means that another
// program has the address now: the session starts over, and a member at that address leaves.
func (c *Machine) exchange(now time.Time, from turn.Path, s *session, key rsa.Public) {
	repeat := s != nil && s.stage != departed && s.keys.Key() == key
	// The session's own limit comes first for a repeat, so that one peer can't use up the common limit.
	if repeat && !s.hints.Take(now, ownHints) || !c.keysLeft.Take(now, keysLimit) {
		c.tally.Inc(tally.DroppedThrottledKeys)
		return
	}
	if repeat {
		c.answerKeys(from)
		return
	}
	keys, err := rsa.NewEncrypter(key)
	if err != nil {
		return // ParseRequest has checked the key
	}
	switch {
	case s == nil:
		s = c.admit(now, from)
	case s.stage == member:
		c.announceLeave(now, s, room.Replaced)
	default:
		c.room.Forget(s)
	}
	s.keys = keys
	c.enter(s, knocking)
	c.timers.Set(&s.timer, s.next())
	c.answerKeys(from)
	if c.keysNote.Take(now, keyNotes) {
		c.out.Note(turn.Note{Kind: turn.NoteKeys, At: now, From: from.Peer, Detail: fmt.Sprintf("theirs is e = %d, n = %d", key.E, key.N)})
	}
}

func (c *Machine) answerKeys(to turn.Path) {
	c.out.Add(to, func(dst []byte) []byte { return wire.AppendKeys(dst, c.cfg.Key.Public) })
}

// admit creates a session for an unknown address.
func (c *Machine) admit(now time.Time, from turn.Path) *session {
	s := &session{owner: c, addr: from.Peer, local: from.Local, heard: now}
	s.timer.Item, s.place.Item = s, s
	c.sessions[from.Peer] = s
	if c.epoch.IsZero() {
		c.epoch = now
	}
	return s
}

// enter moves a session to a stage and into the stage's bounded queue. If the queue is full, it drops the oldest session.
func (c *Machine) enter(s *session, to stage) {
	s.place.Leave()
	s.stage = to
	q, most := &c.waiting, maxKnocking
	switch to {
	case member:
		return
	case choosing:
		q, most = &c.naming, maxChoosing
	}
	if oldest, ok := q.First(); ok && q.Len() >= most {
		c.tally.Inc(tally.DroppedJoiningEvicted)
		c.forget(oldest)
	}
	q.Push(&s.place)
}

// forget drops a session without a notice.
func (c *Machine) forget(s *session) {
	c.room.Forget(s)
	s.place.Leave()
	c.timers.Remove(&s.timer)
	delete(c.sessions, s.addr)
}

// stranger answers an address without a session with a hint to exchange keys and send the password. A LEAVE_TAG gets the
// same answer: a client that left long ago no longer listens.
func (c *Machine) stranger(now time.Time, from turn.Path, kind wire.Kind) {
	if kind == wire.KindProbe {
		return
	}
	c.hint(now, from, nil)
}

// hint answers Masukkan… within the limits.
func (c *Machine) hint(now time.Time, to turn.Path, s *session) {
	if s != nil && !s.hints.Take(now, ownHints) || !c.hintsLeft.Take(now, hintLimit) {
		c.tally.Inc(tally.DroppedThrottledAnswer)
		return
	}
	c.out.AddText(to, wire.TextPasswordFirst)
}

// check answers CHECK_USERNAME and reserves a free name. The answer for a member's own name is that it is unavailable:
// that is how a client checks that it is still a member.
func (c *Machine) check(now time.Time, s *session, name string) {
	if s.stage == knocking || s.stage == departed {
		c.hint(now, s.path(), s)
		return
	}
	if err := c.room.Reserve(now, s, name); err != nil {
		c.refuse(now, s, name, err)
		return
	}
	c.out.AddText(s.path(), wire.TextAvailable)
	c.out.Note(turn.Note{Kind: turn.NoteAvailable, At: now, From: s.addr, Name: name})
}

// set answers SET_USERNAME. A free name seats the session and announces it once. The name that the session already has
// is a repeat and gets the same answer again.
func (c *Machine) set(now time.Time, s *session, name string) {
	if s.stage == knocking || s.stage == departed {
		c.hint(now, s.path(), s)
		return
	}
	if held, ok := c.room.Name(s); ok && held.Is(name) {
		c.answerSet(s, held)
		return
	}
	told, err := c.room.Join(now, s, name)
	if err != nil {
		c.refuse(now, s, name, err)
		return
	}
	held, _ := c.room.Name(s)
	c.enter(s, member)
	c.timers.Set(&s.timer, s.next())
	c.answerSet(s, held)
	c.tally.Inc(tally.Joined)
	c.tally.Add(tally.Deliveries, told)
	c.out.Note(turn.Note{Kind: turn.NoteJoined, At: now, From: s.addr, Name: held.String(), Count: c.room.Len()})
}

func (c *Machine) answerSet(s *session, held room.Name) {
	c.out.Add(s.path(), func(dst []byte) []byte { return wire.AppendSetAnswer(dst, held.String()) })
}

// refuse answers that a name is unavailable. A full room gets the same answer, because the protocol has no other; the
// log shows the difference.
func (c *Machine) refuse(now time.Time, s *session, name string, err error) {
	c.out.AddText(s.path(), wire.TextUnavailable)
	if errors.Is(err, room.ErrSeated) {
		return // a member checks that it is still in
	}
	c.tally.Inc(tally.NameRefused)
	if c.notesLeft.Take(now, noteLimit) {
		c.out.Note(turn.Note{Kind: turn.NoteUnnamed, At: now, From: s.addr, Name: name, Err: err})
	}
}

// signUp handles SIGNUP_TAG, which has no effect: SET_USERNAME has already announced the join.
func (c *Machine) signUp(now time.Time, s *session) {
	if s.stage == knocking || s.stage == departed {
		c.hint(now, s.path(), s)
	}
}
