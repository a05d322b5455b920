package arq

// minRing is the smallest ring in bytes that is worth allocating.
const minRing = 4096

// ring stores a window of the stream: the byte with sequence number s lies at s modulo the
// ring's size. As that is a power of two, the place stays right when s wraps.
type ring struct{ bytes []byte }

// reserve makes the ring large enough for the bytes from first to before end, of which those
// before used are kept. It grows by doubling, so that a quiet connection stays small.
func (r *ring) reserve(first, used, end sequence) {
	need := end.minus(first)
	if need <= len(r.bytes) {
		return
	}
	size := max(minRing, len(r.bytes))
	for size < need {
		size *= 2
	}
	old := *r
	r.bytes = make([]byte, size)
	if len(old.bytes) == 0 {
		return
	}
	for at := first; at.before(used); {
		piece := old.run(at, used.minus(at))
		r.put(at, piece)
		at = at.plus(len(piece))
	}
}

// run returns the longest piece without a break that begins at s, at most n bytes. It aliases
// the ring.
func (r *ring) run(s sequence, n int) []byte {
	at := int(s) & (len(r.bytes) - 1)
	return r.bytes[at:min(at+n, len(r.bytes))]
}

// put stores p from s on.
func (r *ring) put(s sequence, p []byte) {
	n := copy(r.run(s, len(p)), p)
	copy(r.run(s.plus(n), len(p)-n), p[n:])
}

// get fills p with the bytes from s on.
func (r *ring) get(s sequence, p []byte) {
	n := copy(p, r.run(s, len(p)))
	copy(p[n:], r.run(s.plus(n), len(p)-n))
}
