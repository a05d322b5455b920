package arq

import "obrolan/shared/wire"

// sentSegment is a run of the stream that was sent as one segment and is sent again as one.
type sentSegment struct {
	start     sequence
	length    int    // payload bytes
	fin       bool   // FIN follows the payload and takes one sequence number
	delivered bool   // acknowledged, selectively or not
	lost      bool   // declared lost and not yet sent again
	pushed    bool   // its latest transmission asked for an ACK at once
	copied    bool   // the redundant copy was sent (redundancy.go)
	tries     int    // transmissions, copies not counted
	packet    uint64 // number of the datagram of the latest transmission
}

// end is the sequence number after the segment.
func (s *sentSegment) end() sequence {
	if s.fin {
		return s.start.plus(s.length + 1)
	}
	return s.start.plus(s.length)
}

// maxSegments bounds the segments that are not acknowledged.
const maxSegments = 1 << 15

// scoreboard is what the sender knows about the stream between SND.UNA and SND.NXT (RFC 6675
// section 3): one entry a segment, in the order of the stream.
//
//	una                                            nxt
//	 |  lost  | delivered | flying | delivered | flying |
type scoreboard struct {
	segments deque[sentSegment]
	sacked   spanSet       // acknowledged selectively
	early    int           // segments delivered beyond una
	queue    deque[uint32] // positions of lost segments, to be sent again in this order
}

// search returns the position of the first segment that ends after s.
func (b *scoreboard) search(s sequence) uint32 {
	low, high := b.segments.first, b.segments.end
	for low != high {
		middle := low + (high-low)/2
		if s.before(b.segments.at(middle).end()) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// nextLost returns the first segment in the queue that still is to be sent again, nil if there is
// none. An entry is stale when its segment was delivered after all.
func (b *scoreboard) nextLost() (*sentSegment, uint32) {
	for b.queue.size() > 0 {
		position := *b.queue.at(b.queue.first)
		if s := b.segments.at(position); s != nil && s.lost {
			return s, position
		}
		b.queue.pop()
	}
	return nil, 0
}

// acknowledge applies the cumulative acknowledgement: it drops the segments that end at or before ack,
// after calling deliver for those that are news.
func (c *Conn) acknowledge(ack sequence, news *news) {
	b := &c.board
	for b.segments.size() > 0 {
		s := b.segments.at(b.segments.first)
		if ack.before(s.end()) {
			s.trim(ack)
			break
		}
		if s.delivered {
			b.early--
		} else {
			c.deliver(s, b.segments.first, news)
		}
		b.segments.pop()
	}
	b.sacked.forget(ack)
}

// trim cuts off what a peer acknowledged of a segment's beginning. Ours acknowledges whole
// segments; another implementation need not.
func (s *sentSegment) trim(ack sequence) {
	if done := ack.minus(s.start); done > 0 {
		s.start = ack
		s.length -= done
	}
}

// acknowledgeBlock applies one SACK block (RFC 2018 section 5). A block outside of what is in
// flight is ignored. A peer that takes a block back is not provided for: nothing is
// dropped before the cumulative acknowledgement, and ours never discards.
func (c *Conn) acknowledgeBlock(block wire.Block, news *news) {
	s := span{sequence(block.Start), sequence(block.End)}
	if s.start.before(c.una) || !s.start.before(s.end) || c.nxt.before(s.end) {
		return
	}
	b := &c.board
	if len(b.sacked.spans) > 2*b.segments.size()+wire.MaxBlocks && !b.sacked.touches(s) {
		return // what was sent can't have arrived in so many parts: somebody wants our memory
	}
	for _, fresh := range b.sacked.add(s) {
		for i := b.search(fresh.start); i != b.segments.end; i++ {
			segment := b.segments.at(i)
			if !segment.start.before(fresh.end) {
				break
			}
			if segment.delivered || !b.sacked.covers(span{segment.start, segment.end()}) {
				continue
			}
			b.early++
			c.deliver(segment, i, news)
		}
	}
}
