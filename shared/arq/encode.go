package arq

import (
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// pshACK are the control bits of what is to be acknowledged at once.
const pshACK = wire.PSH | wire.ACK

// usualBlocks is for how many SACK blocks data makes room (RFC 2018 section 3: "at least three").
const usualBlocks = 4

// payloadRoom is how much payload a segment may carry now, the sender's MSS less the room for SACK
// blocks, as in TCP, whose options share the segment too.
func (c *Conn) payloadRoom() int {
	blocks := min(len(c.recv.early.spans), usualBlocks)
	return c.fullPayload() - blocks*wire.BlockSize
}

// fullPayload is the payload of a full segment without SACK blocks in bytes.
func (c *Conn) fullPayload() int { return c.config.MaxDatagram - wire.HeaderSize }

// ackNumber is RCV.NXT, the peer's FIN included.
func (c *Conn) ackNumber() sequence {
	if c.peerClosed {
		return c.recv.next.plus(1)
	}
	return c.recv.next
}

// header fills in a header with everything but the blocks. It takes the next packet number.
func (c *Conn) header(now time.Time, flags wire.Flags, start sequence, length int) wire.Segment {
	s := wire.Segment{
		Flags:      flags,
		Connection: c.outgoing(),
		Packet:     uint32(c.nextPacket),
		Sequence:   uint32(start),
		Length:     length,
	}
	c.nextPacket++
	c.recv.promise(c.config.MaxDatagram)
	s.Window = c.recv.window()
	if flags&wire.ACK == 0 {
		return s
	}
	s.Acknowledgement = uint32(c.ackNumber())
	s.Echo = c.ack.echo
	s.EchoDelay = now.Sub(c.ack.echoAt)
	if c.ack.duplicate {
		s.Flags |= wire.DUP
	}
	held := len(c.recv.early.spans)
	if held > 0 {
		room := (c.config.MaxDatagram - wire.HeaderSize - length) / wire.BlockSize
		s.BlockCount = c.recv.blocks(s.Blocks[:min(wire.MaxBlocks, room)])
	}
	if s.BlockCount >= min(held, usualBlocks) || length == 0 {
		c.ack.sent()
	}
	return s
}

// encodePayload writes a segment with a payload of its own into b and returns its length.
func (c *Conn) encodePayload(now time.Time, b []byte, flags wire.Flags, start sequence, payload []byte) int {
	s := c.header(now, flags, start, len(payload))
	return c.count(len(append(s.AppendTo(b[:0]), payload...)))
}

// encode writes a segment that carries length bytes of the stream.
func (c *Conn) encode(now time.Time, b []byte, flags wire.Flags, start sequence, length int) int {
	s := c.header(now, flags, start, length)
	out := s.AppendTo(b[:0])
	n := len(out) + length
	c.send.get(start, b[len(out):n])
	return c.count(n)
}

func (c *Conn) count(n int) int {
	c.stats.Sent++
	c.stats.SentBytes += int64(n)
	return n
}

// noSegment stands for the position of a packet that carries no segment.
const noSegment = ^uint32(0)

// logUncounted notes the datagram that is about to be encoded, so that its echo gives a round-trip
// sample. Congestion control does not hear of it.
func (c *Conn) logUncounted(now time.Time, segment uint32) {
	state := control.PacketState{Number: c.nextPacket, SentAt: now}
	c.flight.add(sentPacket{PacketState: state, segment: segment}, c.board.segments.size())
}
