package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

func redundant(t *testing.T, up impair.Config) *world {
	c := config()
	c.Redundancy = true
	w := newWorld(t, 0, clean, clean, c, peerConfig())
	w.pass(time.Second)
	w.paths[client].Reconfigure(up)
	return w
}

var firstDataLost = impair.Rule{Match: carriesData, Occurs: impair.Nth(1), Action: impair.Drop()}

// TestCopyByItself: a lone message is lost; its copy follows in five milliseconds.
func TestCopyByItself(t *testing.T) {
	up := clean
	up.Rules = []impair.Rule{firstDataLost}
	w := redundant(t, up)
	start := w.now
	_, _ = w.ends[client].conn.Write([]byte("twice"))
	w.serve(client)
	w.exchange2(t, "twice")
	if took := w.now.Sub(start); took != 15*time.Millisecond {
		w.fail("took %v", took)
	}
	w.pass(time.Second)
	if s := w.ends[client].conn.Stats(); s.Copies != 1 || s.CopiedBytes != 5 || s.Retransmitted != 0 {
		w.fail("%+v", s)
	}
}

// TestCopyRidesAlong: the next message brings the copy of the last, and no datagram is spent on it.
func TestCopyRidesAlong(t *testing.T) {
	up := clean
	up.Rules = []impair.Rule{firstDataLost}
	w := redundant(t, up)
	start := w.now
	_, _ = w.ends[client].conn.Write([]byte("one, "))
	w.serve(client)
	w.pass(3 * time.Millisecond)
	_, _ = w.ends[client].conn.Write([]byte("two"))
	w.serve(client)
	w.exchange2(t, "one, two")
	if took := w.now.Sub(start); took != 13*time.Millisecond {
		w.fail("took %v", took)
	}
	w.pass(time.Second)
	if s := w.ends[client].conn.Stats(); s.Copies != 1 || s.CopiedBytes != 8 || s.Retransmitted != 0 {
		w.fail("%+v", s)
	}
}

// TestNoCopyOnBulk: a bulk transfer carries nothing twice but, perhaps, its last segment.
func TestNoCopyOnBulk(t *testing.T) {
	w := redundant(t, clean)
	w.exchange(2_000_100, 0, time.Minute)
	if s := w.ends[client].conn.Stats(); s.CopiedBytes > smallPayload {
		w.fail("%+v", s)
	}
}

// TestNoCopyWhereACKIsFaster: on a path shorter than the copy's delay, nothing is sent twice.
func TestNoCopyWhereACKIsFaster(t *testing.T) {
	near := impair.Config{Delay: 200 * time.Microsecond}
	c := config()
	c.Redundancy = true
	w := newWorld(t, 0, near, near, c, peerConfig())
	w.pass(time.Second)
	for range 20 {
		_, _ = w.ends[client].conn.Write([]byte("hello"))
		w.serve(client)
		w.pass(100 * time.Millisecond)
	}
	if s := w.ends[client].conn.Stats(); s.CopiedBytes != 0 {
		w.fail("%+v", s)
	}
}

// TestOverheadIsBounded: each byte is copied at most once, whatever the pattern of writes and losses.
func TestOverheadIsBounded(t *testing.T) {
	for seed := range uint64(30) {
		lossy := impair.Config{Delay: 15 * time.Millisecond, Loss: 0.2, Reorder: 0.2}
		c := config()
		c.Redundancy = true
		w := newWorld(t, seed, lossy, lossy, c, peerConfig())
		written := 0
		for i := range 300 {
			n, _ := w.ends[client].conn.Write(pattern(1+i*7%400, 1))
			written += n
			w.serve(client)
			w.pass(time.Duration(i%12) * time.Millisecond)
		}
		if s := w.ends[client].conn.Stats(); s.CopiedBytes > int64(written) {
			w.fail("%d bytes written, %d copied", written, s.CopiedBytes)
		}
	}
}

// TestWhatIsCopied: a message of up to 512 bytes, if it and at most seven more segments are not acknowledged.
func TestWhatIsCopied(t *testing.T) {
	const full = wire.MaxDatagram - wire.HeaderSize
	for _, test := range []struct{ bytes, copied int }{
		{512, 512}, {513, 0},
		{7*full + 100, 100}, {8*full + 100, 0},
	} {
		w := redundant(t, clean)
		_, _ = w.ends[client].conn.Write(pattern(test.bytes, 1))
		w.serve(client)
		w.pass(9 * time.Millisecond) // before the first ACK comes
		if s := w.ends[client].conn.Stats(); s.CopiedBytes != int64(test.copied) {
			w.fail("of %d bytes %d are copied, not %d", test.bytes, s.CopiedBytes, test.copied)
		}
	}
}
