package arq

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// TestRefusedDataIsNoFlood: others take the memory after a window was promised, and the application does not read. Each refused
// datagram was taken for lost as soon as another one was answered: 1,000 datagrams a second with NewReno on a path of 1 ms,
// 6,700 with BBR. After 100 s the sender declared a peer dead that had answered all of them.
func TestRefusedDataIsNoFlood(t *testing.T) {
	for _, control := range congestion.Names() {
		near := impair.Config{Delay: 500 * time.Microsecond}
		c, s := config(), peerConfig()
		c.Congestion = control
		s.Budget = NewBudget(20 * chunkSize)
		w := newWorld(t, 0, near, near, c, s)
		w.quiet = true
		w.pass(time.Second)
		var others []*chunk
		for s.Budget.left() > 0 {
			others = append(others, s.Budget.take())
		}
		w.ends[server].halt = true
		w.ends[client].write = pattern(20*1168, 1)
		w.pass(10 * time.Second)
		conn := w.ends[client].conn
		if n := conn.Stats().Sent; w.ends[server].conn.Stats().Refused == 0 || n > 40 {
			w.fail("%s: %d datagrams for what is refused", control, n)
		}
		w.pass(10 * time.Minute)
		if n := conn.Stats().Sent; conn.State() != Established || n > 60 {
			w.fail("%s: %v, %v after %d datagrams", control, conn.State(), conn.Err(), n)
		}
		for _, chunk := range others {
			s.Budget.put(chunk)
		}
		w.ends[server].halt = false
		w.serve(server)
		if !w.run(maxRTO+time.Second, func() bool { return len(w.ends[server].got) == 20*1168 }) {
			w.fail("%s: %d bytes after there was memory again", control, len(w.ends[server].got))
		}
	}
}

// TestBackOffNeedsNews: an answer that acknowledges nothing new does not end the timer's back-off (RFC 6298 section 5.5), though its
// echo is a round-trip sample.
func TestBackOffNeedsNews(t *testing.T) {
	w := opened(t, clean, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	_, _ = c.Write([]byte("refused"))
	s.config.ReceiveBuffer, s.recv.limit = 0, 0 // a receiver that broke its promise
	w.serve(client)
	w.pass(5 * time.Second)
	if c.rtt.backOff < 3 || c.Stats().Timeouts < 3 {
		w.fail("back-off %d after %d time-outs", c.rtt.backOff, c.Stats().Timeouts)
	}
	s.config.ReceiveBuffer, s.recv.limit = defaultBuffer, defaultBuffer
	w.exchange2(t, "refused")
	if w.pass(time.Second); c.rtt.backOff != 0 {
		w.fail("back-off %d after an acknowledgement", c.rtt.backOff)
	}
}

// TestForgedFINDoesNotLastForever: a forged FIN stands before what the peer really sends. All of it, and the real FIN, is answered and never
// acknowledged: such answers are no reason to wait for longer than for none.
func TestForgedFINDoesNotLastForever(t *testing.T) {
	for _, closes := range []bool{false, true} {
		w := opened(t, clean, clean)
		c, s := w.ends[client].conn, w.ends[server].conn
		w.inject(server, wire.Segment{Flags: wire.ACK | wire.FIN, Sequence: uint32(s.recv.next), Acknowledgement: uint32(s.nxt), Window: 1 << 18})
		_, _ = c.Write([]byte("hello"))
		w.serve(client)
		w.pass(time.Second)
		w.ends[client].close = closes
		w.pass(3 * time.Minute)
		if c.State() != Closed || c.Err() != ErrTimeout || c.Stats().Sent > 60 {
			w.fail("closes %v: %v, %v, %+v", closes, c.State(), c.Err(), c.Stats())
		}
	}
}

// TestReceiverKeepsToItsBuffer: of a segment that reaches beyond the buffer, what fits is taken, and nothing of one that begins there.
func TestReceiverKeepsToItsBuffer(t *testing.T) {
	var b receiveBuffer
	b.start(0, 1000)
	if got := b.insert(600, make([]byte, 600)); got != outOfTurn || b.early.spans[0].end != 1000 {
		t.Errorf("%v, %v", got, b.early.spans)
	}
	if got := b.insert(1000, make([]byte, 10)); got != refused {
		t.Errorf("beyond the buffer: %v", got)
	}
	if got := b.insert(0, make([]byte, 2000)); got != filled || b.next != 1000 {
		t.Errorf("%v, up to %d", got, b.next)
	}
}
