package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// TestACKsOnBulk: a bulk transfer gets one ACK for two segments, not more, not fewer (RFC 5681 section 4.2).
func TestACKsOnBulk(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	w.quiet = true
	w.exchange(5_000_000, 0, time.Minute)
	segments, acks := w.ends[client].conn.Stats().Sent, w.ends[server].conn.Stats().Sent
	if acks < segments*45/100 || acks > segments*60/100 {
		w.fail("%d ACKs for %d segments", acks, segments)
	}
}

// TestACKDelayBound: no acknowledgement waits longer than 40 ms, none of a lone message waits at all, and the
// delay told is the delay that was.
func TestACKDelayBound(t *testing.T) {
	w := opened(t, clean, clean)
	s := w.ends[server].conn
	segment := wire.Segment{Flags: ACK, Acknowledgement: 5_000_001, Length: 3, Sequence: uint32(s.recv.next)}
	answers := func(flags wire.Flags) (time.Duration, wire.Segment) {
		var answer wire.Segment
		var at time.Time
		w.onSend = func(from int, datagram []byte) {
			if from == server && at.IsZero() {
				answer, _, _ = wire.Parse(datagram)
				at = w.now
			}
		}
		segment.Flags = flags
		segment.Sequence = uint32(s.recv.next)
		segment.Connection = 0xC0FFEE
		segment.Packet = uint32(s.largest + 1)
		start := w.now
		w.arrive(parcel{server, append(segment.AppendTo(nil), "abc"...)})
		w.run(time.Second, func() bool { return !at.IsZero() })
		return at.Sub(start), answer
	}
	if took, answer := answers(ACK); took != ackDelay || answer.EchoDelay != ackDelay {
		w.fail("delayed by %v, told %v", took, answer.EchoDelay)
	}
	if took, answer := answers(ACK | PSH); took != 0 || answer.EchoDelay != 0 || answer.Echo != segment.Packet {
		w.fail("delayed by %v, told %+v", took, answer)
	}
}

// TestDelayedACKDoesNotSpoilRoundTrip: the delay is taken out of the sample.
func TestDelayedACKDoesNotSpoilRoundTrip(t *testing.T) {
	w := opened(t, clean, clean)
	for range 20 {
		// One full segment and a bit: without PSH the ACK of an odd segment is delayed.
		_, _ = w.ends[client].conn.Write(pattern(3*1168, 1))
		w.serve(client)
		w.pass(100 * time.Millisecond)
	}
	if srtt, smallest := w.ends[client].conn.RTT(); srtt > 21*time.Millisecond || smallest != 20*time.Millisecond {
		w.fail("SRTT %v, smallest %v on a path of 20 ms", srtt, smallest)
	}
}

// TestHoleIsAcknowledgedAtOnce: out of order means an immediate ACK with the block, and so does the segment
// that fills the hole (RFC 5681 section 4.2).
func TestHoleIsAcknowledgedAtOnce(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{{Match: carriesData, Occurs: impair.Nth(1), Action: impair.Hold(5 * time.Millisecond)}}
	w.paths[client].Reconfigure(up)
	var blocks []int
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == server {
			blocks = append(blocks, s.BlockCount)
		}
	}
	_, _ = w.ends[client].conn.Write(pattern(4*1168, 1))
	w.serve(client)
	w.pass(16 * time.Millisecond)
	if len(blocks) != 4 || blocks[0] != 1 || blocks[1] != 1 || blocks[2] != 1 || blocks[3] != 0 {
		w.fail("ACKs with these numbers of blocks: %v", blocks)
	}
}

// TestSmallWritesShareSegments: a flood of small writes is gathered, a lone one goes at once.
func TestSmallWritesShareSegments(t *testing.T) {
	w := opened(t, clean, clean)
	before := w.ends[client].conn.Stats().Sent
	times := departures(w, client)
	_, _ = w.ends[client].conn.Write([]byte("lone"))
	w.serve(client)
	if len(*times) != 1 || (*times)[0] != 0 {
		w.fail("the lone message left at %v", *times)
	}
	for range 1000 {
		_, _ = w.ends[client].conn.Write([]byte("twenty bytes of text"))
		w.serve(client)
		w.pass(100 * time.Microsecond)
	}
	w.pass(100 * time.Millisecond)
	if got := len(w.ends[server].got); got != 20_004 {
		w.fail("%d bytes arrived", got)
	}
	// 100 ms of flood, a round trip of 20 ms: at most 8 segments a round trip, with some room.
	if n := w.ends[client].conn.Stats().Sent - before; n > 50 {
		w.fail("1000 writes in 100 ms made %d datagrams", n)
	}
}

// TestTwoMessagesNeverWaitLong: the second of two quick messages waits for an eighth of a round trip at
// most, where Nagle's rule would hold it for a whole one.
func TestTwoMessagesNeverWaitLong(t *testing.T) {
	w := opened(t, clean, clean)
	_, _ = w.ends[client].conn.Write([]byte("one"))
	w.serve(client)
	_, _ = w.ends[client].conn.Write([]byte("two"))
	w.serve(client)
	start := w.now
	w.exchange2(t, "onetwo")
	if took := w.now.Sub(start); took > 13*time.Millisecond {
		w.fail("took %v on a path of 10 ms", took)
	}
}
