package arq

import (
	"time"

	"obrolan/shared/wire"
)

// forge brings an end a segment that its peer never sent. Its numbers lie around what is expected.
//
// A segment whose numbers are valid is believed; only an AEAD could tell. Its payload is therefore what the peer has
// written at that place, so that nothing wrong can be read, or empty. A segment whose numbers are not valid carries nonsense.
func (h *harness) forge(i int) {
	e, peer := h.ends[i], h.ends[1-i]
	c := e.conn
	s := wire.Segment{
		Flags:           wire.Flags(h.next() & 127),
		Connection:      c.Connection(),
		Packet:          uint32(int(c.largest) + 1 + h.offset()),
		Sequence:        uint32(h.expected(i).plus(h.offset())),
		Acknowledgement: uint32(c.una.plus(h.offset())),
		Echo:            uint32(int(c.nextPacket) - 1 + h.offset()),
	}
	shape := h.next()
	s.Window = shape << 8 << (shape & 3)
	s.EchoDelay = time.Duration(shape&15) * 5 * time.Millisecond
	if shape&16 != 0 {
		s.Acknowledgement = uint32(c.nxt)
	}
	if c.state == Listen {
		s.Connection = peer.conn.Connection()
	}
	for range h.next() & 3 * (shape >> 5 & 1) {
		start := c.una.plus(h.offset())
		s.Blocks[s.BlockCount] = wire.Block{Start: uint32(start), End: uint32(start.plus(h.offset()))}
		s.BlockCount++
	}
	payload := h.payload(i, &s, h.size()&1023)
	s.Length = len(payload)
	datagram := append(s.AppendTo(nil), payload...)
	h.note("forged to end %d: %s", i, describe(datagram))
	h.reached[forgedSegment]++
	if !c.state.synchronized() || !invalid(c, &s) {
		h.forged = true
		h.foreign = h.foreign || s.Flags&wire.SYN != 0 && !c.state.synchronized() && sequence(s.Sequence).plus(1) != peer.base
	}
	_ = c.Receive(h.now, datagram)
	h.check(i)
	h.settle(i)
}

// expected is the number that an end expects next, or the one of the SYN that it waits for.
func (h *harness) expected(i int) sequence {
	switch c := h.ends[i].conn; c.state {
	case Listen, SynSent:
		return h.ends[1-i].base.plus(-1)
	default:
		return c.recv.next
	}
}

// invalid reports whether a segment's numbers show an open connection that it is not the peer's: it acknowledges nothing, or what was
// never sent.
func invalid(c *Conn, s *wire.Segment) bool {
	return s.Flags&wire.RST == 0 && (s.Flags&wire.ACK == 0 || c.nxt.before(sequence(s.Acknowledgement)))
}

// payload is what a forged segment to end i carries, at most n bytes.
func (h *harness) payload(i int, s *wire.Segment, n int) []byte {
	c, peer := h.ends[i].conn, h.ends[1-i]
	n = min(n, wire.MaxDatagram-s.Size())
	if c.state.synchronized() && invalid(c, s) {
		return make([]byte, n)
	}
	at := sequence(s.Sequence).minus(peer.base)
	if at < 0 || at+n > peer.written {
		return nil
	}
	return streamBytes(1-i, at, n)
}

// noise brings an end bytes that are no segment, or one of its own datagrams' beginnings.
func (h *harness) noise(i int) {
	b := make([]byte, h.next())
	for k := range min(len(b), 40) {
		b[k] = byte(h.next())
	}
	if e := h.ends[i]; len(e.wire) > 0 && len(b) > 0 && b[0]&1 == 0 {
		b = append([]byte(nil), e.wire[0]...)
		b = b[:h.next()%(len(b)+1)]
	}
	if _, _, err := wire.Parse(b); err == nil {
		return // it is one after all
	}
	_ = h.ends[i].conn.Receive(h.now, b)
	h.check(i)
	h.settle(i)
}
