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
