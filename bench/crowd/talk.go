//go:build linux

package crowd

import (
	"fmt"
	"time"
)

// Talk is the result of saying lines: every member should receive one copy of each, the speaker included.
type Talk struct {
	Lines      int           // said
	Members    int           // members who should receive each line
	Deliveries int           // receptions of a line by a member, without duplicates
	Doubled    int           // duplicates
	Damaged    int           // unexpected datagrams
	Unheard    int           // lines that no member received: lost on the way to the server, or by it
	Elapsed    time.Duration // from the first line to the last delivery
	Saying     time.Duration // from the first line to the last line
}

// Lost returns how many deliveries are missing.
func (t Talk) Lost() int { return t.Lines*t.Members - t.Deliveries }

// Rate returns deliveries a second.
func (t Talk) Rate() float64 { return float64(t.Deliveries) / t.Elapsed.Seconds() }

// Pace returns lines a second, as they were said.
func (t Talk) Pace() float64 { return float64(t.Lines) / t.Saying.Seconds() }

// Err returns an error that states what went wrong, or nil.
func (t Talk) Err() error {
	if t.Lost()+t.Doubled+t.Damaged == 0 {
		return nil
	}
	return fmt.Errorf("of %d deliveries %d were lost (%d lines reached nobody), %d came twice, %d datagrams were damaged",
		t.Lines*t.Members, t.Lost(), t.Unheard, t.Doubled, t.Damaged)
}

// Window is how many lines Saturate keeps in flight. It keeps the server busy while the crowd is between two sweeps or waits for
// a CPU, and that many lines fit the default receive buffer of 208 KiB.
const Window = 200

// Saturate says lines for a time as fast as the room delivers them: a new one whenever fewer than Window are in flight. So no
// line is lost to a full buffer, and the room is always busy.
func (c *Crowd) Saturate(d time.Duration) (Talk, error) {
	return c.talk(func(t Talk, passed time.Duration) (now int, more bool) {
		return Window - (t.Lines - t.Deliveries/t.Members), passed < d
	})
}

// burst limits the lines said between two sweeps when the crowd catches up after waiting for a CPU: otherwise it would send
// more at once than any client does.
const burst = 32

// Pace says lines at a steady rate for a time, whether or not they are delivered.
func (c *Crowd) Pace(linesPerSecond float64, d time.Duration) (Talk, error) {
	return c.talk(func(t Talk, passed time.Duration) (now int, more bool) {
		due := 1 + int(passed.Seconds()*linesPerSecond)
		return min(due-t.Lines, burst), passed < d
	})
}

// talk says as many lines as plan returns at each call until more is false, and waits for those in flight.
func (c *Crowd) talk(plan func(t Talk, passed time.Duration) (now int, more bool)) (Talk, error) {
	c.begin = c.next
	for _, m := range c.members {
		m.heard = newBitset(0)
	}
	t := Talk{Members: c.Len()}
	start := time.Now()
	last, more := start, true
	for {
		if more {
			var now int
			now, more = plan(t, time.Since(start))
			if err := c.say(&t, now); err != nil {
				return t, err
			}
			t.Saying = time.Since(start)
		}
		got, err := c.sweep(func(m *member, datagram []byte) error { c.hear(m, datagram, &t); return nil })
		if err != nil {
			return t, err
		}
		if got > 0 {
			last = time.Now()
		}
		if !more && t.Lost() == 0 || time.Since(last) > c.Patience {
			break
		}
		time.Sleep(nap)
	}
	t.Elapsed = last.Sub(start)
	t.Unheard = c.unheard(t.Lines)
	return t, nil
}

// say has n members say a line each, in turn.
func (c *Crowd) say(t *Talk, n int) error {
	for range n {
		if c.next == maxLines {
			return fmt.Errorf("a crowd says at most %d lines", maxLines)
		}
		m := c.members[c.next%min(c.Len(), maxSpeakers)]
		cipher := m.join.server.AppendLossy(nil, said(m.index, c.next))
		if err := c.send(m, cipher); err != nil {
			return err
		}
		c.next++
		t.Lines++
	}
	return nil
}

// hear handles one datagram during a Talk.
func (c *Crowd) hear(m *member, datagram []byte, t *Talk) {
	number, ok := m.want.line(datagram)
	switch {
	case len(datagram) == 0: // a probe
	case !ok || number >= c.next:
		t.Damaged++
	case number < c.begin: // of an earlier Talk, which counted it as lost
	case m.heard.add(number - c.begin):
		t.Deliveries++
	default:
		t.Doubled++
	}
}

// unheard counts the lines that no member received.
func (c *Crowd) unheard(lines int) int {
	n := 0
	for i := range lines {
		heard := false
		for _, m := range c.members {
			if heard = m.heard.has(i); heard {
				break
			}
		}
		if !heard {
			n++
		}
	}
	return n
}
