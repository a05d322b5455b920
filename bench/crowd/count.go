//go:build linux

package crowd

import "time"

// Datagrams returns what the room sends when each speaker says one line: for each line, for each member, the
// datagram, byte for byte. The caller must not change them.
func (c *Crowd) Datagrams() [][][]byte {
	lines := make([][][]byte, min(c.Len(), maxSpeakers))
	for number := range lines {
		for _, m := range c.members {
			lines[number] = append(lines[number], m.want.whole(number))
		}
	}
	return lines
}

// Count is what a crowd received of datagrams that somebody sends again and again.
type Count struct {
	Deliveries int // datagrams that are lines, to the last byte
	Damaged    int // anything else
}

// Count receives Datagrams that anybody sends, until sent tells, with done, how many that were and they have all
// come, or nothing has come for some time. It does the same work for each as a Talk does. sent is called between two sweeps.
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
