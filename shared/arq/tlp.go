package arq

import "time"

// lossProbe is the tail loss probe (TLP, RFC 8985 section 7): when an ACK is overdue, one segment is
// sent to elicit it, before the retransmission timer would reduce the window to one segment.
//
//	1  2  3  4         no ACK …         probe
//	|  |  x  x                            4 --> ACK of 4 shows that 3 is lost
//	----------- PTO = 2·SRTT -------------|
type lossProbe struct {
	deadline time.Time
	due      bool // to be sent by the next Transmit
	sent     bool // one was sent, and nothing new has been acknowledged since
}

// minPTO is the least probe time-out: an ACK may be late because a scheduler was.
const minPTO = 10 * time.Millisecond

// scheduleProbe sets the probe timer after new data was sent or acknowledged (RFC 8985
// section 7.2): not in recovery, not with holes, where RACK is at work already, and
// not beside another probe.
func (c *Conn) scheduleProbe(now time.Time) {
	t := &c.probe
	t.deadline, t.due = time.Time{}, false
	if t.sent || c.rack.recovering || c.board.early > 0 || c.flight.flying == 0 {
		return
	}
	pto := firstRTO
	if c.rtt.srtt > 0 {
		pto = max(2*c.rtt.srtt, minPTO)
		if last := c.board.segments.at(c.board.segments.end - 1); c.flight.flying == 1 && !last.pushed {
			pto += ackDelay // nothing else makes the peer acknowledge a lone segment at once
		}
	}
	// On a steady path the retransmission timer would be faster. The probe then leaves in its place, and
	// costs no reduction of the window.
	t.deadline = earliest(now.Add(pto), c.rtt.deadline)
}

// onProbeTimer asks Transmit for a probe and restarts the retransmission timer (RFC 8985 section 7.3).
func (c *Conn) onProbeTimer(now time.Time) {
	c.rtt.wait.end(now, c.probe.deadline)
	c.probe = lossProbe{due: true, sent: true}
	c.stats.LossProbes++
	c.rtt.deadline = time.Time{}
	c.startRTO(now)
}

// transmitProbe sends the probe: new data if there is any, otherwise the last segment again.
func (c *Conn) transmitProbe(now time.Time, b []byte) int {
	c.probe.due = false
	if n := c.transmitNew(now, b, true); n > 0 {
		return n
	}
	if c.board.segments.size() == 0 {
		return 0
	}
	position := c.board.segments.end - 1
	s := c.board.segments.at(position)
	if s.delivered {
		return 0
	}
	if p := c.flight.find(s.packet); p != nil && p.status == flying {
		c.flight.land(p, superseded)
	}
	return c.retransmit(now, b, position)
}

// noteRepair remembers that a probe repaired a loss: the ACK was not caused by the original, which
// therefore was lost. Congestion control must learn of that (RFC 8985 section 7.4).
func (n *news) noteRepair(earlier *sentPacket) {
	if earlier != nil && earlier.status == superseded {
		n.repaired, n.repair = earlier.Number, true
	}
}

// reportRepaired counts the loss that a probe repaired.
func (c *Conn) reportRepaired(now time.Time, number uint64) {
	if p := c.flight.find(number); p != nil && p.status == superseded {
		p.status = lost
		c.reportLoss(now, p)
	}
}
