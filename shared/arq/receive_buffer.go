package arq

import (
	"slices"

	"obrolan/shared/wire"
)

// maxSpans bounds the holes that a receiver remembers. A segment that would make one more is
// dropped, as if the network had lost it.
const maxSpans = 1024

// receiveBuffer puts the stream back in order. What comes early is stored at its place at
// once; early remembers which places are filled.
//
//	read             next                                 edge
//	 |---- readable ---|......|#### early ####|.............|
//	                   |------------- window ---------------|
type receiveBuffer struct {
	store  chunkStore
	read   sequence // the next byte that the application gets
	next   sequence // RCV.NXT: everything before it has arrived
	early  spanSet  // what arrived beyond next
	limit  int      // bytes that the buffer may hold
	edge   sequence // the end of the window last promised; it never moves back
	recent [wire.MaxBlocks]sequence
	known  int // how many of recent are in use
}

// start begins at the peer's first byte. A client's SYN has promised a window already.
func (b *receiveBuffer) start(first sequence, limit int) {
	promised := b.window()
	b.read, b.next, b.edge, b.limit = first, first, first.plus(promised), limit
	b.promise(limit)
}

// room is how many bytes from next on lie within the buffer's limit.
func (b *receiveBuffer) room() int { return b.read.plus(b.limit).minus(b.next) }

// memory is how many bytes from next on the budget has memory for, about. Half of what is left is
// this connection's to promise. If nothing waits to be read a chunk is always there (insert).
func (b *receiveBuffer) memory() int {
	memory := ((b.store.budget.left()+1)/2 + b.store.held) * chunkSize
	if b.store.held > 0 {
		memory -= b.next.minus(b.store.base)
	}
	if b.read == b.next {
		memory = max(memory, chunkSize)
	}
	return memory
}

// promise moves the window's edge to where the buffer or the memory ends, but only if that is worth
// telling: by a segment or by half the buffer, so that no dribble of small windows gives small
// segments (silly window syndrome, RFC 9293 section 3.8.6.2.2).
func (b *receiveBuffer) promise(mss int) {
	if b.gain() >= min(mss, b.limit/2) {
		b.edge = latest(b.edge, b.next.plus(min(b.room(), b.memory())))
	}
}

// gain is by how much a promise would widen the window that the peer sees, which is rounded down.
func (b *receiveBuffer) gain() int { return min(b.room(), b.memory()) - b.window() }

// window is the window to tell in bytes, rounded down to what the header can say.
func (b *receiveBuffer) window() int {
	return max(0, b.edge.minus(b.next)) / wire.WindowUnit * wire.WindowUnit
}

// arrival is what became of a segment's bytes.
type arrival uint8

const (
	inOrder   arrival = iota // took next further
	filled                   // took next further, and there had been early bytes
	outOfTurn                // stored beyond a hole
	duplicate                // all of it was there already
	refused                  // beyond the window, one hole too many, or no memory
)

// insert stores the bytes of p, which begin at s, as far as they are new and inside the
// window.
func (b *receiveBuffer) insert(s sequence, p []byte) arrival {
	end := s.plus(len(p))
	if !b.next.before(end) {
		return duplicate
	}
	if s.before(b.next) {
		p = p[b.next.minus(s):]
		s = b.next
	}
	if room := b.read.plus(b.limit).minus(s); room < len(p) {
		p = p[:max(room, 0)]
		end = s.plus(len(p))
	}
	if len(p) == 0 {
		return refused
	}
	if s == b.next && len(b.early.spans) == 0 {
		if !b.reserve(s, end) {
			return refused
		}
		b.store.put(s, p)
		b.next = end
		return inOrder
	}
	return b.insertEarly(span{s, end}, p)
}

// reserve takes the memory for an arrival. What the application waits for always gets it: else early bytes could
// take all there is, and nothing would ever be read.
func (b *receiveBuffer) reserve(s, end sequence) bool {
	return b.store.reserve(b.read, s, end, s == b.next && b.next == b.read)
}

func (b *receiveBuffer) insertEarly(s span, p []byte) arrival {
	if len(b.early.spans) >= maxSpans && s.start != b.next && !b.early.touches(s) {
		return refused
	}
	if !b.reserve(s.start, s.end) {
		return refused
	}
	fresh := b.early.add(s)
	if len(fresh) == 0 {
		return duplicate
	}
	for _, part := range fresh {
		from := part.start.minus(s.start)
		b.store.put(part.start, p[from:from+part.end.minus(part.start)])
	}
	first := b.early.spans[0]
	if first.start != b.next {
		b.note(s.start)
		return outOfTurn
	}
	b.next = first.end
	b.early.forget(b.next)
	return filled
}

// note remembers where a segment arrived out of turn, the latest first, one entry a span.
func (b *receiveBuffer) note(s sequence) {
	here, _ := b.early.around(s)
	recent, known := [wire.MaxBlocks]sequence{s}, 1
	for _, at := range b.recent[:b.known] {
		there, ok := b.early.around(at)
		if ok && there != here && known < len(recent) {
			recent[known] = at
			known++
		}
	}
	b.recent, b.known = recent, known
}

// blocks fills in the SACK blocks, the one with the latest arrival first, so that each is
// told several times as later ones push it back (RFC 2018 section 4). Room that is left
// goes to the earliest spans.
func (b *receiveBuffer) blocks(blocks []wire.Block) int {
	n := 0
	for _, at := range b.recent[:b.known] {
		if s, ok := b.early.around(at); ok {
			n = appendBlock(blocks, n, s)
		}
	}
	for _, s := range b.early.spans[:min(len(b.early.spans), len(blocks))] {
		n = appendBlock(blocks, n, s)
	}
	return n
}

// appendBlock adds a span to the n blocks there are, unless it is among them or there is no room.
func appendBlock(blocks []wire.Block, n int, s span) int {
	block := wire.Block{Start: uint32(s.start), End: uint32(s.end)}
	if n == len(blocks) || slices.Contains(blocks[:n], block) {
		return n
	}
	blocks[n] = block
	return n + 1
}

// readInto moves readable bytes to p and returns how many.
func (b *receiveBuffer) readInto(p []byte) int {
	p = p[:min(len(p), b.next.minus(b.read))]
	b.store.get(b.read, p)
	b.advance(b.read.plus(len(p)))
	return len(p)
}

// discard drops all bytes.
func (b *receiveBuffer) discard() {
	b.dropEarly()
	b.advance(b.next)
}

// dropEarly drops the bytes beyond a hole. Their memory goes back once what comes before has been read.
func (b *receiveBuffer) dropEarly() {
	b.early, b.known = spanSet{}, 0
	b.advance(b.read)
}

// advance moves read on and gives the memory of what lies before it back.
func (b *receiveBuffer) advance(read sequence) {
	b.read = read
	if b.read == b.next && len(b.early.spans) == 0 {
		b.store.releaseAll()
	} else {
		b.store.release(b.read)
	}
}
