package arq

import (
	"bytes"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"

	"pgregory.net/rapid"
)

// anyPath draws a path on which things still get across in the end.
func anyPath(t *rapid.T, label string) impair.Config {
	fraction := func(name string, most int) float64 {
		return float64(rapid.IntRange(0, most).Draw(t, label+name)) / 100
	}
	c := impair.Config{
		Delay:     time.Duration(rapid.IntRange(0, 100).Draw(t, label+"delay")) * time.Millisecond,
		Jitter:    time.Duration(rapid.IntRange(0, 30).Draw(t, label+"jitter")) * time.Millisecond,
		Loss:      fraction("loss", 30),
		Duplicate: fraction("duplicate", 30),
		Reorder:   fraction("reorder", 40),
	}
	if rapid.Bool().Draw(t, label+"narrow") {
		c.Rate = int64(rapid.IntRange(200, 20_000).Draw(t, label+"kbit/s")) * 1000
		c.Queue = rapid.IntRange(5_000, 60_000).Draw(t, label+"queue")
	}
	return c
}

func anyConfig(t *rapid.T, label string) Config {
	c := Config{
		Connection:      0xC0FFEE,
		InitialSequence: uint32(anyBase(t)),
		FirstPacket:     uint64(rapid.SampledFrom([]int{0, 1<<32 - 30, 1<<31 - 3}).Draw(t, label+"packet")),
		MaxDatagram:     rapid.SampledFrom([]int{1200, 1184, 300}).Draw(t, label+"datagram"),
		SendBuffer:      rapid.IntRange(256, 100_000).Draw(t, label+"send buffer"),
		ReceiveBuffer:   rapid.IntRange(256, 100_000).Draw(t, label+"receive buffer"),
		Redundancy:      rapid.Bool().Draw(t, label+"redundancy"),
	}
	if bytes := rapid.SampledFrom([]int{-1, 0, 5000, 50_000}).Draw(t, label+"budget"); bytes >= 0 {
		c.Budget = NewBudget(bytes)
	}
	c.Congestion = rapid.SampledFrom(congestion.Names()).Draw(t, label+"control")
	return patient(c)
}

// TestReliableStream is the property that all the rest is for: whatever the path does, what
// is read is a prefix of what was written, and in the end all of it, on both
// sides, however the application writes, reads and pauses.
func TestReliableStream(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, rapid.Uint64().Draw(t, "seed"), anyPath(t, "up "), anyPath(t, "down "),
			anyConfig(t, "client "), anyConfig(t, "server "))
		watchPromises(w)
		sent := [2][]byte{}
		for i, e := range w.ends {
			sent[i] = pattern(rapid.IntRange(0, 40_000).Draw(t, names[i]+" bytes"), byte(i))
			e.write, e.close = sent[i], true
			e.piece = rapid.SampledFrom([]int{0, 1000, 90}).Draw(t, names[i]+" piece")
		}
		for range rapid.IntRange(0, 5).Draw(t, "pauses") {
			e := w.ends[rapid.IntRange(0, 1).Draw(t, "who")]
			e.halt = !e.halt
			w.pass(time.Duration(rapid.IntRange(1, 900).Draw(t, "ms")) * time.Millisecond)
			checkPrefix(w, sent)
		}
		w.ends[0].halt, w.ends[1].halt = false, false
		over := func() bool {
			return w.ends[0].eof && w.ends[1].eof && w.closed(client) && w.closed(server)
		}
		if !w.run(3*time.Hour, over) {
			w.fail("not over")
		}
		checkPrefix(w, sent)
		for i, e := range w.ends {
			if len(e.got) != len(sent[1-i]) {
				w.fail("end %d got %d of %d bytes", i, len(e.got), len(sent[1-i]))
			}
			checkAtRest(w, e.conn)
		}
	})
}

func checkPrefix(w *world, sent [2][]byte) {
	for i, e := range w.ends {
		if !bytes.HasPrefix(sent[1-i], e.got) {
			w.fail("end %d read what was never written", i)
		}
	}
}

// checkAtRest states that a connection which is through holds nothing back and owes nothing.
func checkAtRest(w *world, c *Conn) {
	if c.flight.bytes != 0 || c.flight.flying != 0 || c.board.segments.size() != 0 || c.Unacknowledged() != 0 {
		w.fail("something is left in flight: %d bytes, %d datagrams, %d segments",
			c.flight.bytes, c.flight.flying, c.board.segments.size())
	}
	if c.send.store.held+c.recv.store.held != 0 {
		w.fail("%d and %d chunks are held", c.send.store.held, c.recv.store.held)
	}
	if d := c.Deadline(); c.State() == TimeWait && !d.Equal(c.timeWait) {
		w.fail("a timer runs on beside TIME-WAIT's: %v", d.Sub(w.now))
	}
	var b [1200]byte
	if n := c.Transmit(w.now, b[:]); n > 0 {
		w.fail("still has something to send: %s", describe(b[:n]))
	}
}
