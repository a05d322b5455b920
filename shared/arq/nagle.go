package arq

import "time"

const (
	// smallPerRTT is the number of small segments a round trip.
	smallPerRTT = 8
	// minGather is the least time that a small segment waits for more data.
	minGather = time.Millisecond
)

// gather makes small writes share a segment under load. Nagle's rule (RFC 9293 section 3.7.4) holds
// a small segment back while another is not acknowledged, that is, for a round trip. This one
// holds it for an eighth of that after the latest small one: a lone message goes at once, and a
// flood of small writes makes at most eight segments a round trip, however long that is.
type gather struct {
	end      sequence  // the end of the latest small segment
	sent     bool      // there was one
	at       time.Time // when it left
	deadline time.Time // when the one that waits may go
}

// holds reports whether a small segment has to wait.
func (g *gather) holds(now time.Time, una sequence, srtt time.Duration) bool {
	g.deadline = time.Time{}
	if !g.sent || !una.before(g.end) {
		return false
	}
	until := g.at.Add(max(srtt/smallPerRTT, minGather))
	if !now.Before(until) {
		return false
	}
	g.deadline = until
	return true
}

func (g *gather) onSmall(now time.Time, end sequence) {
	*g = gather{end: end, sent: true, at: now}
}
