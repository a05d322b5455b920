//go:build linux

package crowd

import (
	"errors"
	"fmt"
	"time"
)

// Storm is what came of a Join.
type Storm struct {
	In      time.Duration // from the first datagram until everybody had a name
	Elapsed time.Duration // until everybody had seen what they should, too
	Slowest time.Duration // longest wait for an answer; original clients give up after three seconds

	Repeated int // requests that were sent again for want of an answer
	Refused  int // answers other than the one hoped for
	Notices  int // somebody saw somebody else come in, for the first time
	Missing  int // pairs of members neither of whom saw the other come in
	Twice    int // notices that came again, and pairs of members who both saw the other come in
	Damaged  int // datagrams that are nothing a member could expect
}

// Err says in a sentence what was not as it should be, or is nil.
func (s Storm) Err() error {
	if s.Refused+s.Missing+s.Twice+s.Damaged == 0 {
		return nil
	}
	return fmt.Errorf("joining: %d refused, %d notices missing, %d twice, %d datagrams damaged",
		s.Refused, s.Missing, s.Twice, s.Damaged)
}

// ErrOutside is wrapped by the error of a Join that ended before everybody was in.
var ErrOutside = errors.New("not everybody got in")

// joinLimit bounds a Join.
const joinLimit = 2 * time.Minute

// Join sends everybody in at once, each as fast as the room answers, and waits until everybody has a name
// and has seen all who came in after it. Of each two members exactly one comes later, and the other one must see that. It ends early, with an error
// that wraps ErrOutside, when somebody is refused or the room does not answer any more.
func (c *Crowd) Join() (Storm, error) {
	var s Storm
	start := time.Now()
	for _, m := range c.members {
		if err := c.send(m, m.join.start(time.Now())); err != nil {
			return s, err
		}
	}
	in, pairs, last := 0, c.Len()*(c.Len()-1)/2, start
	for in < c.Len() || s.Notices < pairs {
		time.Sleep(nap)
		before, seen := in, s.Notices
		_, err := c.sweep(func(m *member, datagram []byte) error { return c.joinTake(m, datagram, &s, &in) })
		now := time.Now()
		if err != nil {
			return s, err
		}
		if in > before {
			s.In, last = now.Sub(start), now
		}
		if s.Notices > seen {
			last = now
		}
		// What is not answered is asked again after repeatAfter, while a notice that is lost is lost.
		quiet := now.Sub(last)
		if quiet > c.Patience && in == c.Len() || quiet > 4*repeatAfter || now.Sub(start) > joinLimit || c.refused() > 0 {
			break
		}
		if err := c.repeat(now); err != nil {
			return s, err
		}
	}
	s.Elapsed = last.Sub(start)
	c.audit(&s)
	if in < c.Len() {
		return s, fmt.Errorf("%w: %d of %d after %v, and %d were refused", ErrOutside,
			in, c.Len(), time.Since(start).Round(time.Millisecond), s.Refused)
	}
	return s, nil
}

// joinTake takes one datagram of a Join.
func (c *Crowd) joinTake(m *member, datagram []byte, s *Storm, in *int) error {
	if len(datagram) == 0 {
		return nil // a probe
	}
	if who, ok := m.want.notice(datagram); ok && who < c.Len() && who != m.index {
		if m.seen.add(who) {
			s.Notices++
		} else {
			s.Twice++
		}
		return nil
	}
	if isMessage(datagram) {
		s.Damaged++
		return nil
	}
	wasIn := m.join.step == inside
	for _, next := range m.join.answer(time.Now(), datagram) {
		if err := c.send(m, next); err != nil {
			return err
		}
	}
	if !wasIn && m.join.step == inside {
		*in++
	}
	return nil
}

// isMessage tells room messages from answers.
func isMessage(datagram []byte) bool {
	const encrypted = "ENCRYPTED:"
	return len(datagram) >= len(encrypted) && string(datagram[:len(encrypted)]) == encrypted
}

// repeat sends again what was not answered.
func (c *Crowd) repeat(now time.Time) error {
	for _, m := range c.members {
		if again := m.join.due(now); again != nil {
			if err := c.send(m, again); err != nil {
				return err
			}
		}
	}
	return nil
}

// refused counts the answers other than the one hoped for.
func (c *Crowd) refused() (n int) {
	for _, m := range c.members {
		n += m.join.refused
	}
	return n
}

// audit completes a Storm by what only all members together tell.
func (c *Crowd) audit(s *Storm) {
	s.Refused = c.refused()
	for _, m := range c.members {
		s.Repeated += m.join.repeated
		s.Slowest = max(s.Slowest, m.join.slowest)
		for _, other := range c.members[:m.index] {
			switch a, b := m.seen.has(other.index), other.seen.has(m.index); {
			case a && b:
				s.Twice++
			case !a && !b:
				s.Missing++
			}
		}
	}
}
