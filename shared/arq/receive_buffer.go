package arq

import (
	"slices"

	"obrolan/shared/wire"
)

// maxSpans bounds the holes that a receiver remembers. A segment that would make one more is
// dropped, as if the network had lost it.
const maxSpans = 1024

// receiveBuffer puts the stream back in order. What comes early is stored at its place at
// once; spans remembers which places are filled.
//
//	read             next                                 edge
//	 |---- readable ---|......|#### early ####|.............|
//	                   |------------- window ---------------|
type receiveBuffer struct {
	ring   ring
	read   sequence // the next byte that the application gets
	next   sequence // RCV.NXT: everything before it has arrived
	early  spanSet  // what arrived beyond next
	limit  int      // bytes that the buffer may hold
	edge   sequence // the end of the window last promised; it never moves back
	recent [wire.MaxBlocks]sequence
	known  int // how many of recent are in use
}

func (b *receiveBuffer) start(first sequence, limit int) {
	b.read, b.next, b.edge, b.limit = first, first, first, limit
	b.promise(limit)
}

// room is how many bytes from next on can be stored.
func (b *receiveBuffer) room() int { return b.read.plus(b.limit).minus(b.next) }

// promise moves the window's edge to where the buffer ends, but only if that is worth telling: by a
// segment or by half the buffer, so that no dribble of small windows gives small
// segments (silly window syndrome, RFC 9293 section 3.8.6.2.2).
func (b *receiveBuffer) promise(mss int) {
	if b.gain() >= min(mss, b.limit/2) {
		b.edge = b.read.plus(b.limit)
	}
}

// gain is by how much a promise would widen the window that the peer sees, which is rounded down.
func (b *receiveBuffer) gain() int { return b.room() - b.window() }

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
	refused                  // beyond the window, or one hole too many
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
		b.ring.reserve(b.read, b.next, end)
		b.ring.put(s, p)
		b.next = end
		return inOrder
	}
	return b.insertEarly(span{s, end}, p)
}

func (b *receiveBuffer) insertEarly(s span, p []byte) arrival {
	if len(b.early.spans) >= maxSpans && s.start != b.next {
		return refused
	}
	used := b.next
	if n := len(b.early.spans); n > 0 {
		used = b.early.spans[n-1].end
	}
	b.ring.reserve(b.read, used, latest(used, s.end))
	fresh := b.early.add(s)
	if len(fresh) == 0 {
		return duplicate
	}
	for _, part := range fresh {
		from := part.start.minus(s.start)
		b.ring.put(part.start, p[from:from+part.end.minus(part.start)])
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
	if len(p) > 0 {
		b.ring.get(b.read, p)
		b.read = b.read.plus(len(p))
	}
	return len(p)
}
