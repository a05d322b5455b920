package arq

// sendBuffer holds what the application wrote until it is acknowledged: a retransmission
// needs it again.
//
//	first (una)        nxt                 end
//	  |---- sent --------|---- not yet ------|
type sendBuffer struct {
	ring       ring
	first, end sequence
	limit      int // bytes held at most
}

// write takes as much of p as there is room for and returns how much that was.
func (b *sendBuffer) write(p []byte) int {
	p = p[:min(len(p), b.limit-b.end.minus(b.first))]
	if len(p) == 0 {
		return 0
	}
	end := b.end.plus(len(p))
	b.ring.reserve(b.first, b.end, end)
	b.ring.put(b.end, p)
	b.end = end
	return len(p)
}

// get fills p with the bytes from s on, which are there.
func (b *sendBuffer) get(s sequence, p []byte) {
	if len(p) > 0 {
		b.ring.get(s, p)
	}
}

// release drops what was acknowledged, that is, everything before s.
func (b *sendBuffer) release(s sequence) {
	b.first = soonest(latest(b.first, s), b.end)
}

// free is the room left in bytes.
func (b *sendBuffer) free() int { return b.limit - b.end.minus(b.first) }
