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
	segment := wire.Segment{Flags: wire.ACK, Acknowledgement: 5_000_001, Length: 3, Sequence: uint32(s.recv.next)}
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
	if took, answer := answers(wire.ACK); took != 40*time.Millisecond || answer.EchoDelay != took {
		w.fail("delayed by %v, told %v", took, answer.EchoDelay)
	}
	if took, answer := answers(wire.ACK | wire.PSH); took != 0 || answer.EchoDelay != 0 || answer.Echo != segment.Packet {
		w.fail("delayed by %v, told %+v", took, answer)
	}
}

// TestEchoDelayIsTakenOut: what the peer waited before it acknowledged is no part of the round trip, and one that
// waited too long to say gives no sample.
func TestEchoDelayIsTakenOut(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.paths[server].SetDown(true)
	answer := func(after, delay time.Duration) {
		_, _ = c.Write([]byte("hello"))
		w.serve(client)
		number := c.nextPacket - 1
		w.pass(after)
		w.inject(client, wire.Segment{
			Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.nxt),
			Echo: uint32(number), EchoDelay: delay, Window: 1 << 18,
		})
	}
	answer(35*time.Millisecond, 8*time.Millisecond)
	if c.rtt.latest != 27*time.Millisecond {
		w.fail("sample of %v", c.rtt.latest)
	}
	srtt := c.rtt.srtt
	answer(39*time.Millisecond, wire.MaxEchoDelay)
	if c.rtt.srtt != srtt {
		w.fail("a sample of %v from a delay without bound", c.rtt.latest)
	}
	// A peer that claims to have waited for the whole round trip or longer made the smallest sample a microsecond, for good.
	for _, delay := range []time.Duration{30 * time.Millisecond, 21 * time.Millisecond, 20 * time.Millisecond} {
		answer(20*time.Millisecond, delay)
	}
	if c.rtt.srtt != srtt || c.rtt.min != 20*time.Millisecond {
		w.fail("SRTT %v, smallest %v from delays that can't be", c.rtt.srtt, c.rtt.min)
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
	// 100 ms of flood, a round trip of 20 ms: 8 segments a round trip, the first of all and the last.
	if n := w.ends[client].conn.Stats().Sent - before; n > 5*smallPerRTT+2 {
		w.fail("1000 writes in 100 ms made %d datagrams", n)
	}
}

// TestSmallSegmentsPerRoundTrip: on a long path a flood of small writes made a segment every 10 ms, 31 in a round trip of 300 ms. The promise is
// eight, whatever the path.
func TestSmallSegmentsPerRoundTrip(t *testing.T) {
	for _, rtt := range []time.Duration{8 * time.Millisecond, 40 * time.Millisecond, 300 * time.Millisecond, time.Second} {
		path := impair.Config{Delay: rtt / 2}
		w := newWorld(t, 0, path, path, config(), peerConfig())
		w.pass(5 * time.Second)
		var sent []time.Duration
		w.onSend = func(from int, datagram []byte) {
			if from == client && carriesData(datagram) {
				sent = append(sent, w.now.Sub(dawn))
			}
		}
		for range 2000 {
			_, _ = w.ends[client].conn.Write([]byte("text"))
			w.serve(client)
			w.pass(rtt / 500)
		}
		for i := smallPerRTT; i < len(sent); i++ {
			if took := sent[i] - sent[i-smallPerRTT]; took < rtt*99/100 { // SRTT is rounded
				w.fail("round trip of %v: %d segments within %v", rtt, smallPerRTT+1, took)
			}
		}
		if len(sent) < 3*smallPerRTT {
			w.fail("round trip of %v: the case did not happen, %d segments", rtt, len(sent))
		}
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

// TestOldEchoIsNoSample: an echo that comes again, or after one of a later datagram, measures nothing.
func TestOldEchoIsNoSample(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	for range 3 {
		_, _ = c.Write([]byte("hello"))
		w.serve(client)
		w.pass(100 * time.Millisecond)
	}
	srtt, smallest := c.RTT()
	for back := range uint32(3) {
		w.inject(client, wire.Segment{
			Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.nxt), Echo: uint32(c.nextPacket) - 1 - back, Window: 1 << 18,
		})
		if s, m := c.RTT(); s != srtt || m != smallest {
			w.fail("an echo of datagram -%d: SRTT %v, smallest %v", back+1, s, m)
		}
	}
}
