package arq

import (
	"testing"
	"time"

	"obrolan/shared/wire"
)

// forge brings an end a segment with a packet number and a payload of the forger's choice.
func (w *world) forge(to int, s wire.Segment, packet uint64, payload string) {
	s.Connection = w.ends[to].conn.config.Connection
	s.Packet, s.Length = uint32(packet), len(payload)
	datagram := append(s.AppendTo(nil), payload...)
	w.note("forged: %s", describe(datagram))
	w.arrive(parcel{to, datagram})
}

// A window of 0 in a datagram with a number from the far future does not shut the window for good: what
// the real peer offers still counts.
func TestForgedWindowDoesNotLast(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.forge(client, wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una)}, c.largest+1<<31-1, "")
	w.ends[client].write = pattern(5000, 1)
	if !w.run(10*time.Minute, func() bool { return len(w.ends[server].got) == 5000 }) {
		w.fail("%d of 5000 bytes arrived", len(w.ends[server].got))
	}
}

// A segment that is dropped for what it says does not move the packet numbers of those that follow.
func TestImplausibleSegmentLeavesNumbersAlone(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	largest, echo := c.largest, c.ack.echo
	far := uint32(c.recv.next.plus(1 << 30))
	w.forge(client, wire.Segment{Flags: wire.ACK | wire.PSH, Sequence: far, Acknowledgement: uint32(c.una)}, c.largest+1<<30, "")
	if c.largest != largest || c.ack.echo != echo {
		w.fail("largest went from %d to %d, the echo from %d to %d", largest, c.largest, echo, c.ack.echo)
	}
}

// A segment that acknowledges what was never sent is answered and dropped, payload and all (RFC 9293 section
// 3.10.7.4, fifth check).
func TestAckOfUnsentDataBringsNoData(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[server].conn
	w.forge(server, wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.nxt.plus(1000)), Window: 1 << 18}, c.largest+1, "evil")
	if n := len(w.ends[server].got) + c.Readable(); n > 0 {
		w.fail("%d bytes of it can be read", n)
	}
}

// A FIN that lies before bytes which have arrived already is ignored: the stream goes on to its real end.
func TestFINBeforeEarlyBytesIsIgnored(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	next, number := c.recv.next, c.largest
	ack := wire.Segment{Flags: wire.ACK | wire.PSH, Acknowledgement: uint32(c.una), Window: 1 << 18}
	early, fin, gap := ack, ack, ack
	early.Sequence, fin.Sequence, gap.Sequence = uint32(next.plus(40)), uint32(next.plus(50)), uint32(next)
	fin.Flags |= wire.FIN
	fin.Flags &^= wire.PSH
	w.forge(client, early, number+1, "01234567890123456789")
	w.forge(client, fin, number+2, "")
	w.forge(client, gap, number+3, "0123456789012345678901234567890123456789")
	if c.hasFIN || c.State() != Established || c.recv.next != next.plus(60) {
		w.fail("FIN taken: %v, %v, %d bytes in order", c.hasFIN, c.State(), c.recv.next.minus(next))
	}
}

// Selective acknowledgements of single bytes don't make the sender remember more parts than it sent segments.
func TestSACKOfSingleBytesIsBounded(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true) // nothing gets out, so that all of it stays in flight
	c := w.ends[client].conn
	_, _ = c.Write(pattern(8000, 1))
	w.pass(100 * time.Millisecond)
	for i := 1; i+1 < c.nxt.minus(c.una); i += 2 {
		s := wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18, BlockCount: 1}
		s.Blocks[0] = wire.Block{Start: uint32(c.una.plus(i)), End: uint32(c.una.plus(i + 1))}
		w.forge(client, s, c.largest+1, "")
	}
	if n, most := len(c.board.sacked.spans), 2*c.board.segments.size()+wire.MaxBlocks+1; n == 0 || n > most {
		w.fail("%d parts for %d segments", n, c.board.segments.size())
	}
}
