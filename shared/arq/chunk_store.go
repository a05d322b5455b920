package arq

// chunkStore holds a window of the stream in chunks. Memory is taken where bytes are, not for
// what lies between.
//
//	base
//	 |  chunk  |  chunk  |  (none)  |  (none)  |  chunk  |
//	      ^ first byte                          ^ early bytes
type chunkStore struct {
	budget *Budget
	table  deque[*chunk] // nil where no byte is
	base   sequence      // of the first chunk's first byte
	held   int           // chunks that are not nil
}

// reserve takes the memory for the bytes from s to before end, neither of which comes before first, the
// earliest byte that will ever be stored. If the budget does not allow that it
// takes nothing and returns false; forced means beyond the budget too.
func (x *chunkStore) reserve(first, s, end sequence, forced bool) bool {
	if x.table.size() == 0 {
		x.base = first
	}
	from, to := x.index(s), x.index(end-1)
	missing := 0
	for i := from; i <= to; i++ {
		if x.chunk(i) == nil {
			missing++
		}
	}
	if missing == 0 {
		return true
	}
	if missing > x.budget.left() && !forced {
		return false
	}
	for x.table.size() <= to {
		x.table.push(nil)
	}
	for i := from; i <= to; i++ {
		if place := x.table.at(x.table.first + uint32(i)); *place == nil {
			*place = x.budget.take()
			x.held++
		}
	}
	return true
}

// index is the place in the table of the chunk with the byte at s.
func (x *chunkStore) index(s sequence) int { return s.minus(x.base) / chunkSize }

// chunk returns a chunk by its place in the table, nil if there is none.
func (x *chunkStore) chunk(i int) *chunk {
	if place := x.table.at(x.table.first + uint32(i)); place != nil {
		return *place
	}
	return nil
}

// run returns the longest piece without a break that begins at s, at most n bytes. It aliases the
// chunk.
func (x *chunkStore) run(s sequence, n int) []byte {
	from := s.minus(x.base) % chunkSize
	return x.chunk(x.index(s))[from:min(from+n, chunkSize)]
}

// put stores p from s on. The memory was reserved.
func (x *chunkStore) put(s sequence, p []byte) {
	for len(p) > 0 {
		n := copy(x.run(s, len(p)), p)
		s, p = s.plus(n), p[n:]
	}
}

// get fills p with the bytes from s on, which are there.
func (x *chunkStore) get(s sequence, p []byte) {
	for len(p) > 0 {
		n := copy(p, x.run(s, len(p)))
		s, p = s.plus(n), p[n:]
	}
}

// tail is how many bytes from s on fit into the last chunk that is there.
func (x *chunkStore) tail(s sequence) int {
	return max(0, x.base.plus(x.table.size()*chunkSize).minus(s))
}

// release gives the chunks back that end before s or at it.
func (x *chunkStore) release(s sequence) {
	for x.table.size() > 0 && !s.before(x.base.plus(chunkSize)) {
		x.drop()
	}
}

// releaseAll gives all chunks back.
func (x *chunkStore) releaseAll() {
	for x.table.size() > 0 {
		x.drop()
	}
}

// drop gives the first chunk back.
func (x *chunkStore) drop() {
	if place := x.table.at(x.table.first); *place != nil {
		x.budget.put(*place)
		*place = nil
		x.held--
	}
	x.table.pop()
	x.base = x.base.plus(chunkSize)
}
