//go:build linux

package crowd

import (
	"time"

	"obrolan/shared/wire/classic"
)

// Idle is what a crowd saw while no member said anything.
type Idle struct {
	Elapsed  time.Duration
	Probes   int // empty datagrams of the server
	Asked    int // members who asked whether they are still in the room
	Answered int // members who got the answer that they are
	Damaged  int // unexpected datagrams
}

// idleNap is the time between two sweeps of an idle crowd: long, to leave CPU time to the server.
const idleNap = 20 * time.Millisecond

// Idle says nothing for a time. Like our own client, each member asks once in each askEvery whether it is still in the room, in
// turn. With 0 no member asks, like original clients.
func (c *Crowd) Idle(d, askEvery time.Duration) (Idle, error) {
	var idle Idle
	take := func(_ *member, datagram []byte) error {
		switch {
		case len(datagram) == 0:
			idle.Probes++
		case string(datagram) == classic.TextUnavailable:
			idle.Answered++
		default:
			idle.Damaged++
		}
		return nil
	}
	start := time.Now()
	for time.Since(start) < d {
		if askEvery > 0 {
			for due := int(time.Since(start).Seconds() / askEvery.Seconds() * float64(c.Len())); idle.Asked < due; idle.Asked++ {
				m := c.members[idle.Asked%c.Len()]
				if err := c.send(m, classic.AppendCheck(nil, m.join.name)); err != nil {
					return idle, err
				}
			}
		}
		time.Sleep(idleNap)
		if _, err := c.sweep(take); err != nil {
			return idle, err
		}
	}
	idle.Elapsed = time.Since(start)
	for end := start.Add(d + c.Patience); idle.Answered < idle.Asked && time.Now().Before(end); time.Sleep(idleNap) {
		if _, err := c.sweep(take); err != nil {
			return idle, err
		}
	}
	return idle, nil
}
