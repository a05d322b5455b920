package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
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

// A segment that is dropped for what it says does not move the packet numbers of those that follow, and is no sign of life.
func TestImplausibleSegmentLeavesNumbersAlone(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	largest, echo, heard := c.largest, c.ack.echo, c.heard
	next, una := uint32(c.recv.next), uint32(c.una)
	for _, s := range []wire.Segment{
		{Flags: wire.ACK | wire.PSH, Sequence: next + 1<<30, Acknowledgement: una},
		{Flags: wire.ACK | wire.PSH, Sequence: next, Acknowledgement: una + 1000},
		{Flags: wire.ACK | wire.PSH, Sequence: next, Acknowledgement: una - 1<<25},
		{Flags: wire.PSH, Sequence: next},
		{Flags: wire.SYN, Sequence: next - 1},
		{Flags: wire.SYN | wire.ACK, Sequence: next - 1, Acknowledgement: una},
		{Flags: wire.RST, Sequence: next + 1},
	} {
		w.forge(client, s, c.largest+1<<30, "")
		if c.largest != largest || c.ack.echo != echo || c.heard != heard {
			w.fail("%v: largest went from %d to %d, the echo from %d to %d", s.Flags, largest, c.largest, echo, c.ack.echo)
		}
	}
}

// The opening moves no packet numbers: what a stranger sends to a socket that listens or waits, and a genuine SYN or SYN|ACK whose
// number was changed under way, leave the numbers that follow, and the nonces made from them, as they are.
func TestOpeningLeavesNumbersAlone(t *testing.T) {
	const far = 0xF000_0000
	for i := range 2 {
		w := newWorld(t, 0, clean, clean, config(), peerConfig())
		w.serve(client)
		for _, flags := range []wire.Flags{wire.ACK, wire.ACK | wire.PSH, wire.OPN, wire.ACK | wire.OPN, wire.SYN | wire.ACK, wire.RST, 0} {
			w.forge(i, wire.Segment{Flags: flags, Sequence: 1}, far, "")
		}
		if i == server {
			w.forge(server, wire.Segment{Flags: wire.SYN, Sequence: 1000, Window: 1 << 18}, far, "")
			w.ends[server].conn.config.Connection = 0xC0FFEE
			w.forge(server, wire.Segment{Flags: wire.SYN, Sequence: 1000, Window: 1 << 18}, far, "")
		} else {
			w.forge(client, wire.Segment{Flags: wire.SYN | wire.ACK, Sequence: 5_000_000, Acknowledgement: 1001, Window: 1 << 18}, far, "")
		}
		c := w.ends[i].conn
		if n := c.PacketNumber(1); n != 1 || c.windowFrom != 0 {
			w.fail("end %d, %v: the peer's datagram 1 counts as %d", i, c.State(), n)
		}
		w.exchange(3000, 3000, time.Minute)
		if c.largest > 100 {
			w.fail("end %d counts to %d", i, c.largest)
		}
	}
}

// A half-open server takes an acknowledgement of its SYN only with a plausible sequence number, and a client repeats its third flight only
// for the SYN|ACK that it answered.
func TestOpeningChecksSequenceNumbers(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	w.run(time.Second, func() bool { return w.ends[server].conn.State() == SynReceived })
	s := w.ends[server].conn
	w.forge(server, wire.Segment{Flags: wire.ACK, Sequence: uint32(s.recv.next.plus(1 << 30)), Acknowledgement: uint32(s.nxt)}, 1, "")
	if s.State() != SynReceived {
		w.fail("%v", s.State())
	}
	c := w.ends[client].conn
	w.run(time.Second, func() bool { return c.State() == Established })
	w.forge(client, wire.Segment{Flags: wire.SYN | wire.ACK, Sequence: uint32(c.recv.next.plus(7)), Acknowledgement: uint32(c.una)}, 1, "")
	if c.Stats().ChallengeACKs != 1 {
		w.fail("a foreign SYN|ACK was answered with the third flight")
	}
}

// One forged segment at each end made both acknowledge what the other had never sent, and every such ACK was answered with the
// next: a datagram each way every round trip, for ever. Challenges are rate-limited, and the connection ends.
func TestForgedSegmentsStartNoACKWar(t *testing.T) {
	for _, duplicate := range []float64{0, 0.3} {
		path := clean
		path.Duplicate = duplicate
		w := opened(t, path, path)
		for i, e := range w.ends {
			c := e.conn
			w.forge(i, wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18}, c.largest+1, "evil")
		}
		before := w.ends[client].conn.Stats().Sent + w.ends[server].conn.Stats().Sent
		w.pass(10 * time.Second)
		if n := w.ends[client].conn.Stats().Sent + w.ends[server].conn.Stats().Sent - before; n > 2*2*maxChallenges+2 {
			w.fail("%d datagrams in 10 s on a connection on which nobody says anything", n)
		}
		w.pass(2 * time.Minute)
		for i, e := range w.ends {
			if e.conn.State() != Closed || e.conn.Err() == nil {
				w.fail("end %d: %v, %v", i, e.conn.State(), e.conn.Err())
			}
		}
	}
}

// Forged segments get no more challenges than the limit allows, and the stream goes on.
func TestChallengesAreLimited(t *testing.T) {
	w := opened(t, clean, clean)
	s := w.ends[server].conn
	for range 100 {
		w.inject(server, wire.Segment{Flags: wire.SYN, Sequence: 77})
		w.inject(server, wire.Segment{Flags: wire.RST, Sequence: uint32(s.recv.next.plus(1))})
		w.inject(server, wire.Segment{Flags: wire.ACK, Sequence: uint32(s.recv.next), Acknowledgement: uint32(s.nxt.plus(1))})
		w.pass(100 * time.Millisecond)
	}
	if n := s.Stats().ChallengeACKs; n != 2*maxChallenges {
		w.fail("%d challenges in 10 s", n)
	}
	w.alive(t, "after the challenges")
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
	// At the limit, a block that joins parts was refused with those that would make one more.
	join := wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18, BlockCount: 1}
	join.Blocks[0] = wire.Block{Start: uint32(c.una.plus(1)), End: uint32(c.nxt)}
	w.forge(client, join, c.largest+1, "")
	if len(c.board.sacked.spans) != 1 || c.board.early != c.board.segments.size()-1 {
		w.fail("%d parts, %d of %d segments delivered", len(c.board.sacked.spans), c.board.early, c.board.segments.size())
	}
}

// A forged segment acknowledged what had not arrived. The peer's selective acknowledgements then begin before what counts as
// acknowledged, and are ignored. All that followed was sent again at the path's speed, 10,000 datagrams before the end: what had
// arrived without being acknowledged counted as lost.
func TestForgedACKStartsNoFlood(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	up := clean
	up.Rules = []impair.Rule{nthData(1, impair.Drop())}
	w.paths[client].Reconfigure(up)
	_, _ = c.Write(pattern(14*1168, 1))
	w.serve(client)
	w.forge(client, wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.nxt), Window: 1 << 18}, c.largest+1, "")
	w.pass(3 * time.Minute)
	if s := c.Stats(); s.Sent > 60 || c.State() != Closed {
		w.fail("%v: %+v", c.State(), s)
	}
}

// A SACK block that ends beyond what was sent, or that is empty, counts for nothing.
func TestForgedBlocksAreIgnored(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.paths[client].SetDown(true)
	_, _ = c.Write(pattern(3*1168, 1))
	w.serve(client)
	for _, b := range [][2]int{{1168, 3*1168 + 1}, {0, 1 << 20}, {1168, 1168}, {2 * 1168, 1168}, {-1000, 0}, {-2000, -1000}} {
		s := wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Window: 1 << 18, BlockCount: 1}
		s.Blocks[0] = wire.Block{Start: uint32(c.una.plus(b[0])), End: uint32(c.una.plus(b[1]))}
		w.inject(client, s)
		if len(c.board.sacked.spans) > 0 || c.board.early > 0 {
			w.fail("block %v: %v", b, c.board.sacked.spans)
		}
	}
}
