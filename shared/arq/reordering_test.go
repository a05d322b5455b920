package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// TestLostACKIsNoReordering: where the first ACK of an early segment is lost, the next one tells of two at a time, the newer first. That
// looked as if the older one had arrived late, and the path counted as one that reorders, for good.
func TestLostACKIsNoReordering(t *testing.T) {
	w := opened(t, clean, clean)
	up, down := clean, clean
	up.Rules = []impair.Rule{nthData(2, impair.Drop()), nthData(4, impair.Drop())}
	w.paths[client].Reconfigure(up)
	tellsABlock := func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && s.BlockCount > 0
	}
	down.Rules = []impair.Rule{{Match: tellsABlock, Occurs: impair.First(1), Action: impair.Drop()}}
	w.paths[server].Reconfigure(down)
	w.ends[client].write = pattern(8*1168, 1)
	if !w.run(time.Second, func() bool { return len(w.ends[server].got) == 8*1168 }) {
		w.fail("not over")
	}
	w.pass(time.Second)
	if w.ends[client].conn.rack.reordering || w.paths[server].Stats().RuleDropped == 0 {
		w.fail("reordering on a path that keeps the order: %+v", w.ends[client].conn.Stats())
	}
}

// TestCopyIsNoReordering: a lost message arrives by its redundant copy, after the message behind it. That is no reordering.
func TestCopyIsNoReordering(t *testing.T) {
	up := clean
	up.Rules = []impair.Rule{firstDataLost}
	w := redundant(t, up)
	_, _ = w.ends[client].conn.Write([]byte("one, "))
	w.serve(client)
	w.pass(3 * time.Millisecond)
	_, _ = w.ends[client].conn.Write(pattern(600, 1)) // too long to take a copy along
	w.serve(client)
	w.pass(time.Second)
	if len(w.ends[server].got) != 605 || w.ends[client].conn.Stats().Copies != 1 {
		w.fail("the case did not happen")
	}
	if w.ends[client].conn.rack.reordering {
		w.fail("reordering on a path that keeps the order: %+v", w.ends[client].conn.Stats())
	}
}

// TestReorderedACKsAreNoReordering: ACKs that overtake each other say nothing about the order of the data.
func TestReorderedACKsAreNoReordering(t *testing.T) {
	w := opened(t, clean, clean)
	down := clean
	down.Rules = []impair.Rule{{Occurs: impair.Nth(2), Action: impair.Hold(3 * time.Millisecond)}}
	w.paths[server].Reconfigure(down)
	for range 10 {
		_, _ = w.ends[client].conn.Write([]byte("hello"))
		w.serve(client)
		w.pass(2600 * time.Microsecond)
	}
	w.pass(time.Second)
	if w.ends[client].conn.rack.reordering || w.paths[server].Stats().Reordered != 1 {
		w.fail("reordering: %+v", w.ends[client].conn.Stats())
	}
}

// TestCleanPathIsNoReordering: with an initial sequence number in the upper half, every path looked as if it reordered, and a
// hole was found a quarter round trip later than with one in the lower half.
func TestCleanPathIsNoReordering(t *testing.T) {
	for _, first := range []uint32{0, 1000, 0x7000_0000, 0x8000_0001, 0xC000_0000, 0xFFFF_FFFF} {
		c, s := config(), peerConfig()
		c.InitialSequence, s.InitialSequence = first, first+5
		c.FirstPacket, s.FirstPacket = uint64(first), uint64(first)+5
		w := newWorld(t, 0, clean, clean, c, s)
		w.exchange(300_000, 300_000, time.Minute)
		for i, e := range w.ends {
			if e.conn.rack.reordering {
				w.fail("first number %x: end %d sees reordering", first, i)
			}
		}
		w = newWorld(t, 0, clean, clean, c, s)
		w.pass(100 * time.Millisecond)
		up := clean
		up.Rules = []impair.Rule{nthData(4, impair.Drop())}
		w.paths[client].Reconfigure(up)
		start := w.now
		w.ends[client].write, w.ends[client].close = pattern(9*1168, 1), true
		w.run(time.Second, func() bool { return w.ends[server].eof })
		if took := w.now.Sub(start); took > 45*time.Millisecond {
			w.fail("first number %x: the hole was repaired after %v", first, took)
		}
	}
}
