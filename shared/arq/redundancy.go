package arq

import "time"

// Bounds of what is worth a copy.
const (
	smallPayload = 512                  // bytes; a larger segment is not copied
	thinSegments = 8                    // segments in flight at most
	minCopyDelay = time.Millisecond     // before the copy goes by itself
	maxCopyDelay = 5 * time.Millisecond // not noticed in a chat
)

// redundancy sends small segments of a thin stream twice, so that a single loss costs a few
// milliseconds and no round trip: in front of the next segment if that leaves soon (redundant data
// bundling), otherwise in a datagram of its own.
//
//	1 ----x          lost
//	[1 2] ---------> the next message brings it along
//
// A copy needs no field of its own: it is a segment that begins earlier. Each byte is copied at most
// once; and not at all if its ACK comes first, or if much is in flight.
type redundancy struct {
	deadline time.Time
}

// copyDelay is how long a segment waits for another that takes its copy along.
func (c *Conn) copyDelay() time.Duration {
	return min(max(c.rtt.srtt/4, minCopyDelay), maxCopyDelay)
}

// wantsCopy reports whether a segment on the scoreboard is still to be copied, and fits into room bytes.
func (s *sentSegment) wantsCopy(room int) bool {
	return !s.copied && !s.delivered && !s.lost && !s.fin && s.tries == 1 &&
		s.length <= min(smallPayload, room)
}

func (c *Conn) thin() bool {
	return c.config.Redundancy && c.board.segments.size() <= thinSegments
}

// bundle returns where a new segment that would begin at nxt begins if it takes copies along: as many
// of the latest segments as have one due and fit into room bytes.
func (c *Conn) bundle(room int) sequence {
	start := c.nxt
	if !c.thin() {
		return start
	}
	for i := c.board.segments.end; i != c.board.segments.first; i-- {
		s := c.board.segments.at(i - 1)
		if !s.wantsCopy(room) {
			break
		}
		room -= s.length
		start = s.start
		s.copied = true
		c.stats.CopiedBytes += int64(s.length)
	}
	return start
}

// scheduleCopy sets the timer for the earliest copy.
func (c *Conn) scheduleCopy() {
	c.copies.deadline = time.Time{}
	if !c.thin() {
		return
	}
	room := c.payloadRoom()
	for i := c.board.segments.first; i != c.board.segments.end; i++ {
		if s := c.board.segments.at(i); s.wantsCopy(room) {
			if p := c.flight.find(s.packet); p != nil {
				c.copies.deadline = earliest(c.copies.deadline, p.SentAt.Add(c.copyDelay()))
			}
		}
	}
}

// transmitCopy sends the copies that waited long enough, and those behind them that fit.
func (c *Conn) transmitCopy(now time.Time, b []byte) int {
	if !c.thin() || c.copies.deadline.IsZero() || now.Before(c.copies.deadline) {
		return 0
	}
	first, length := uint32(0), 0
	for i := c.board.segments.first; i != c.board.segments.end; i++ {
		s := c.board.segments.at(i)
		if !s.wantsCopy(c.payloadRoom() - length) {
			if length > 0 {
				break
			}
			continue
		}
		if length == 0 {
			first = i
		}
		s.copied = true
		length += s.length
	}
	c.copies.deadline = time.Time{}
	if length == 0 {
		return 0
	}
	c.stats.Copies++
	c.stats.CopiedBytes += int64(length)
	c.logUncounted(now, first)
	return c.encode(now, b, pshACK, c.board.segments.at(first).start, length)
}
