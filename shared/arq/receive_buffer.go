package arq

import "obrolan/shared/wire"

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
	edge := b.read.plus(b.limit)
	if gain := edge.minus(b.edge); gain >= min(mss, b.limit/2) {
		b.edge = edge
	}
}

// window is the window to tell in bytes.
func (b *receiveBuffer) window() int { return max(0, b.edge.minus(b.next)) }

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

// note remembers where a segment arrived out of turn, the latest first.
func (b *receiveBuffer) note(s sequence) {
	b.known = min(b.known+1, len(b.recent))
	copy(b.recent[1:b.known], b.recent[:b.known-1])
	b.recent[0] = s
}

// blocks fills in the SACK blocks, the one with the latest arrival first, so that each is
// told several times as later ones push it back (RFC 2018 section 4).
func (b *receiveBuffer) blocks(blocks []wire.Block) int {
	n := 0
next:
	for _, at := range b.recent[:b.known] {
		s, ok := b.early.around(at)
		if !ok || n == len(blocks) {
			continue
		}
		block := wire.Block{Start: uint32(s.start), End: uint32(s.end)}
		for _, told := range blocks[:n] {
			if told == block {
				continue next
			}
		}
		blocks[n] = block
		n++
	}
	return n
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
