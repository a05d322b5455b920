package arq

// sequence is a byte's number in the stream, modulo 2³² (RFC 9293 section 3.4). Numbers
// wrap, so "before" means the shorter way round: right as long as what is compared
// lies within 2³¹ of each other, which the window (at most 16 MiB) ensures.
type sequence uint32

// plus is the sequence number n bytes further on.
func (s sequence) plus(n int) sequence { return s + sequence(n) }

// minus is the distance in bytes from t to s, negative if s comes first.
func (s sequence) minus(t sequence) int { return int(int32(s - t)) }

// before reports whether s comes before t.
func (s sequence) before(t sequence) bool { return int32(s-t) < 0 }

// latest returns the later of two sequence numbers.
func latest(s, t sequence) sequence {
	if s.before(t) {
		return t
	}
	return s
}

// soonest returns the earlier of two sequence numbers.
func soonest(s, t sequence) sequence {
	if t.before(s) {
		return t
	}
	return s
}
