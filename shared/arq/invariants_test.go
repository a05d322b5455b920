package arq

import "fmt"

// invariants returns what is inconsistent in a connection: what it counts must be what it holds, and each byte that was sent
// is acknowledged, lost or in flight.
func invariants(c *Conn) error {
	for _, check := range []func(*Conn) error{checkLog, checkScoreboard, checkMemory} {
		if err := check(c); err != nil {
			return err
		}
	}
	if c.state.synchronized() && c.board.segments.size() > 0 && c.rtt.deadline.IsZero() {
		return fmt.Errorf("%d segments are not acknowledged, and no timer watches them", c.board.segments.size())
	}
	return nil
}

// checkLog: the log of datagrams is in order, and counts what flies.
func checkLog(c *Conn) error {
	bytes, datagrams := 0, 0
	log := &c.flight.packets
	for i := log.first; i != log.end; i++ {
		p := log.at(i)
		if i != log.first && p.Number <= log.at(i-1).Number {
			return fmt.Errorf("datagram %d stands behind %d", p.Number, log.at(i-1).Number)
		}
		if p.status != flying {
			continue
		}
		bytes += p.Bytes
		datagrams++
		s := c.board.segments.at(p.segment)
		switch {
		case s == nil:
			return fmt.Errorf("datagram %d flies without a segment", p.Number)
		case s.packet != p.Number || s.lost || s.delivered:
			return fmt.Errorf("datagram %d flies; its segment: %+v", p.Number, *s)
		case i-log.first < c.flight.oldest-log.first:
			return fmt.Errorf("datagram %d flies before the oldest", p.Number)
		}
	}
	if bytes != c.flight.bytes || datagrams != c.flight.flying {
		return fmt.Errorf("%d bytes in %d datagrams fly, %d in %d are counted", bytes, datagrams, c.flight.bytes, c.flight.flying)
	}
	return nil
}

// checkScoreboard: the segments cover what was sent, without a hole.
func checkScoreboard(c *Conn) error {
	if !c.state.synchronized() {
		return nil
	}
	early, at := 0, c.una
	for i := c.board.segments.first; i != c.board.segments.end; i++ {
		s := c.board.segments.at(i)
		if s.start != at {
			return fmt.Errorf("a segment begins at %d, the one before ends at %d", s.start, at)
		}
		at = s.end()
		if s.delivered {
			early++
		} else if p := c.flight.find(s.packet); !s.lost && (p == nil || p.status != flying) {
			return fmt.Errorf("segment at %d is neither acknowledged nor lost, and does not fly", s.start)
		}
	}
	if at != c.nxt {
		return fmt.Errorf("the segments end at %d, what was sent at %d", at, c.nxt)
	}
	if early != c.board.early {
		return fmt.Errorf("%d segments are acknowledged selectively, %d are counted", early, c.board.early)
	}
	return nil
}

// checkMemory: nothing that a peer or a stranger sends makes a connection hold more than its configuration allows.
func checkMemory(c *Conn) error {
	segments := c.board.segments.size()
	for _, x := range []struct {
		what        string
		count, most int
	}{
		{"datagrams in the log", c.flight.packets.size(), max(keptPackets, 4*(maxSegments+1))},
		{"bytes in the send buffer", c.send.end.minus(c.send.first), c.config.SendBuffer},
		{"bytes to read", c.Readable(), c.config.ReceiveBuffer},
		{"chunks to send", c.send.store.held, c.config.SendBuffer/chunkSize + 2},
		{"chunks to read", c.recv.store.held, c.config.ReceiveBuffer/chunkSize + 2},
		{"early spans", len(c.recv.early.spans), maxSpans + 1},
		{"SACKed spans", len(c.board.sacked.spans), 2*segments + 2*c.config.SendBuffer/(c.fullPayload()-usualBlocks*8) + 10*8},
	} {
		if x.count > x.most {
			return fmt.Errorf("%d %s, at most %d are allowed", x.count, x.what, x.most)
		}
	}
	return nil
}
