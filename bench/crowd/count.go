//go:build linux

package crowd

import "time"

// Datagrams returns the datagrams that the room sends when each speaker says one line, by line, then by member. The caller must
// not change them.
func (c *Crowd) Datagrams() [][][]byte {
	lines := make([][][]byte, min(c.Len(), maxSpeakers))
	for number := range lines {
		for _, m := range c.members {
			lines[number] = append(lines[number], m.want.whole(number))
		}
	}
	return lines
}

// Count is what a crowd received of datagrams that another program sends repeatedly.
type Count struct {
	Deliveries int // datagrams that equal an expected line
	Damaged    int // anything else
}

// Count receives the datagrams of Datagrams, sent by any program. It ends when sent reports done and its count has arrived, or
// after a silence of Patience. It does the same work for each datagram as a Talk. It calls sent between two sweeps.
func (c *Crowd) Count(sent func() (n int, done bool)) (Count, error) {
	var count Count
	ledger := make([]bitset, c.Len())
	for last := time.Now(); time.Since(last) < c.Patience; time.Sleep(nap) {
		n, done := sent()
		got, err := c.sweep(func(m *member, datagram []byte) error {
			number, ok := m.want.line(datagram)
			switch {
			case len(datagram) == 0: // a probe
			case ok:
				ledger[m.index].add(number)
				count.Deliveries++
			default:
				count.Damaged++
			}
			return nil
		})
		if err != nil {
			return count, err
		}
		if done && count.Deliveries >= n {
			break
		}
		if got > 0 || !done {
			last = time.Now()
		}
	}
	return count, nil
}
