//go:build linux

package crowd

import (
	"errors"
	"fmt"
	"time"
)

// Storm is the result of a Join.
type Storm struct {
	In      time.Duration // from the first datagram until everybody had a name
	Elapsed time.Duration // until everybody had also seen all expected notices
	Slowest time.Duration // longest wait for an answer; original clients give up after three seconds

	Repeated int // requests repeated
	Refused  int // unexpected answers
	Notices  int // joins seen by another member, each counted once
	Missing  int // pairs of members of which neither saw the other join
	Twice    int // repeated notices, and pairs of members that both saw the other join
	Damaged  int // unexpected datagrams
}

// Err returns an error that states what went wrong, or nil.
func (s Storm) Err() error {
	if s.Refused+s.Missing+s.Twice+s.Damaged == 0 {
		return nil
	}
	return fmt.Errorf("joining: %d refused, %d notices missing, %d twice, %d datagrams damaged",
		s.Refused, s.Missing, s.Twice, s.Damaged)
}

// ErrOutside is wrapped by the error of a Join that ended before all members were in the room.
var ErrOutside = errors.New("not everybody got in")

// joinLimit is the time limit of a Join.
const joinLimit = 2 * time.Minute

// Join makes all members join at once, each as fast as the room answers. It waits until every member has a name and has seen
// all later joins: of any two members, the earlier one must see the other join. It ends early, with an error that wraps
// ErrOutside, if a member is refused or the room stops answering.
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
		// A lost answer is requested again after repeatAfter; a lost notice is not sent again.
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

// joinTake handles one datagram during a Join.
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

// isMessage reports whether a datagram is a room message, not an answer.
func isMessage(datagram []byte) bool {
	const encrypted = "ENCRYPTED:"
	return len(datagram) >= len(encrypted) && string(datagram[:len(encrypted)]) == encrypted
}

// repeat repeats unanswered requests.
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

// refused counts unexpected answers.
func (c *Crowd) refused() (n int) {
	for _, m := range c.members {
		n += m.join.refused
	}
	return n
}

// audit adds the counts that need all members' observations.
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
