package arq

// sendBuffer holds what the application wrote until it is acknowledged: a retransmission
// needs it again.
//
//	first (una)        nxt                 end
//	  |---- sent --------|---- not yet ------|
type sendBuffer struct {
	store      chunkStore
	first, end sequence
	limit      int // bytes held at most
}

// write takes as much of p as there is room for and returns how much that was.
func (b *sendBuffer) write(p []byte) int {
	p = p[:min(len(p), b.free())]
	if len(p) == 0 {
		return 0
	}
	end := b.end.plus(len(p))
	b.store.reserve(b.first, b.end, end, true) // free has asked the budget
	b.store.put(b.end, p)
	b.end = end
	return len(p)
}

// get fills p with the bytes from s on, which are there.
func (b *sendBuffer) get(s sequence, p []byte) { b.store.get(s, p) }

// release drops what was acknowledged, that is, everything before s.
func (b *sendBuffer) release(s sequence) {
	b.first = soonest(latest(b.first, s), b.end)
	if b.first == b.end {
		b.store.releaseAll()
	} else {
		b.store.release(b.first)
	}
}

// free is the room left in bytes. An empty buffer always has some, whatever the budget: else a
// connection that waits for others to release memory would never hear of it.
func (b *sendBuffer) free() int {
	memory := b.store.budget.left() * chunkSize
	if b.store.held > 0 {
		memory += b.store.tail(b.end)
	} else {
		memory = max(memory, chunkSize)
	}
	return min(b.limit-b.end.minus(b.first), memory)
}
