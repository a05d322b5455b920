package arq

// chunkSize is the unit in bytes in which buffers hold memory. A full segment's payload fits into one.
const chunkSize = 1280

type chunk [chunkSize]byte

// unbounded is a number of chunks that no connection comes near.
const unbounded = 1 << 20

// spareChunks is how many free chunks a shared budget keeps beside as many as are in use: 1.3 MB for a
// socket, so that one burst after the other allocates nothing.
const spareChunks = 1024

// Budget bounds the bytes that the buffers of several connections hold together, such as those of one
// socket. When it is used up, Write takes less and the windows told to the peers close. Data that
// a peer was promised room for may be dropped, and is sent again. No connection stalls for good:
// each may hold one chunk of unacknowledged bytes beyond the budget, and two of bytes that arrive in order
// while nothing waits to be read. So the most that n connections hold is the limit and 3,840
// bytes each. What they remember of segments in flight, some 200 bytes a segment, is not counted.
//
// A connection holds its part until its bytes are acknowledged or read, or until Release.
//
// A Budget is not safe for concurrent use: one goroutine drives all connections that share it.
type Budget struct {
	limit, used int // chunks
	slack       int // most spare chunks, beside as many as are in use
	spare       []*chunk
}

// NewBudget makes a budget of so many bytes, rounded down to whole chunks of 1,280, and at most 1.3 GB.
func NewBudget(bytes int) *Budget {
	limit := min(max(0, bytes/chunkSize), unbounded)
	return &Budget{limit: limit, slack: min(spareChunks, limit)}
}

// ownBudget is for a connection that shares none: only its own buffers' limits bound it.
// Chunks are kept for reuse until the connection is quiet.
func ownBudget() *Budget { return &Budget{limit: unbounded, slack: unbounded} }

// Held is how many bytes of memory the buffers hold.
func (b *Budget) Held() int { return b.used * chunkSize }

// left is how many chunks may still be taken. A nil budget has no bound.
func (b *Budget) left() int {
	if b == nil {
		return unbounded
	}
	return max(0, b.limit-b.used)
}

// take hands out a chunk, beyond the limit too. What it contains is left from its last use.
func (b *Budget) take() *chunk {
	if b == nil {
		return new(chunk)
	}
	b.used++
	n := len(b.spare)
	if n == 0 {
		return new(chunk)
	}
	c := b.spare[n-1]
	b.spare[n-1] = nil
	b.spare = b.spare[:n-1]
	return c
}

// put takes a chunk back.
func (b *Budget) put(c *chunk) {
	if b == nil {
		return
	}
	b.used--
	if len(b.spare) < b.used+b.slack {
		b.spare = append(b.spare, c)
	}
}

// oversized reports whether trim would free anything.
func (b *Budget) oversized() bool { return b.own() && len(b.spare) > 0 }

// trim lets the spare chunks of a connection's own budget go. A shared budget keeps them for other
// connections.
func (b *Budget) trim() {
	if b.oversized() {
		b.spare = nil
	}
}

// own reports whether the budget is that of a single connection.
func (b *Budget) own() bool { return b.slack == unbounded }
