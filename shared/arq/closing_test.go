package arq

import (
	"io"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// opened is a world whose connection is open.
func opened(t reporter, up, down impair.Config) *world {
	w := newWorld(t, 0, up, down, config(), peerConfig())
	w.pass(100 * time.Millisecond)
	for i, e := range w.ends {
		if e.conn.State() != Established {
			w.fail("end %d is %v", i, e.conn.State())
		}
	}
	return w
}

// TestStatesOfClosing follows both ends through RFC 9293's figure 12, normal close sequence.
func TestStatesOfClosing(t *testing.T) {
	w := opened(t, clean, clean)
	c, s := w.ends[client].conn, w.ends[server].conn
	check := func(when string, wantClient, wantServer State) {
		t.Helper()
		if c.State() != wantClient || s.State() != wantServer {
			w.fail("%s: %v and %v, want %v and %v", when, c.State(), s.State(), wantClient, wantServer)
		}
	}
	c.CloseWrite()
	check("closed", FinWait1, Established)
	w.pass(15 * time.Millisecond)
	check("FIN arrived", FinWait1, CloseWait)
	w.pass(10 * time.Millisecond)
	check("FIN acknowledged", FinWait2, CloseWait)
	s.CloseWrite()
	check("server closed", FinWait2, LastAck)
	w.pass(15 * time.Millisecond)
	check("second FIN arrived", TimeWait, LastAck)
	w.pass(10 * time.Millisecond)
	check("all acknowledged", TimeWait, Closed)
	w.pass(59 * time.Second)
	check("waiting", TimeWait, Closed)
	w.pass(2 * time.Second)
	check("over", Closed, Closed)
	if c.Err() != nil || s.Err() != nil {
		w.fail("%v, %v", c.Err(), s.Err())
	}
}

// TestSimultaneousClose follows RFC 9293's figure 13.
func TestSimultaneousClose(t *testing.T) {
	w := opened(t, clean, clean)
	w.ends[client].conn.CloseWrite()
	w.ends[server].conn.CloseWrite()
	w.pass(12 * time.Millisecond)
	for i, e := range w.ends {
		if e.conn.State() != Closing {
			w.fail("end %d is %v", i, e.conn.State())
		}
	}
	w.pass(10 * time.Millisecond)
	for i, e := range w.ends {
		if e.conn.State() != TimeWait {
			w.fail("end %d is %v", i, e.conn.State())
		}
	}
}

// TestHalfClose: after its FIN a side still reads.
func TestHalfClose(t *testing.T) {
	w := opened(t, clean, clean)
	w.ends[client].write, w.ends[client].close = []byte("question"), true
	w.pass(time.Second)
	if !w.ends[server].eof || string(w.ends[server].got) != "question" {
		w.fail("%q, %v", w.ends[server].got, w.ends[server].eof)
	}
	w.ends[server].write = pattern(50_000, 3)
	w.pass(10 * time.Second)
	if len(w.ends[client].got) != 50_000 || w.ends[client].eof {
		w.fail("%d bytes after half-close", len(w.ends[client].got))
	}
	if _, err := w.ends[client].conn.Write([]byte("x")); err != ErrClosed {
		w.fail("Write after CloseWrite: %v", err)
	}
	w.ends[server].close = true
	w.pass(time.Second)
	if !w.ends[client].eof {
		w.fail("no end of stream")
	}
	if n, err := w.ends[client].conn.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		w.fail("%d, %v", n, err)
	}
}

// TestFinWait2IsBounded: a peer that answers every question but never sends its FIN, or has data that we don't read, kept the connection
// indefinitely.
func TestFinWait2IsBounded(t *testing.T) {
	for _, data := range []int{0, 1000, 1_000_000} {
		w := opened(t, clean, clean)
		w.quiet = true
		c := w.ends[client].conn
		w.ends[client].halt = true
		c.CloseWrite()
		w.ends[server].write = pattern(data, 3)
		w.pass(4 * time.Minute)
		if c.State() != FinWait2 {
			w.fail("%v, %v", c.State(), c.Err())
		}
		w.pass(2 * time.Minute)
		if c.State() != Closed || c.Err() != ErrTimeout || w.ends[server].conn.Err() != ErrReset {
			w.fail("%d bytes: %v, %v; the peer %v", data, c.State(), c.Err(), w.ends[server].conn.Err())
		}
	}
}

// TestFinWait2IgnoresOldData: bytes that were there already don't keep a connection in FIN-WAIT-2.
func TestFinWait2IgnoresOldData(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	w.ends[server].write = []byte("old")
	c.CloseWrite()
	w.pass(time.Second)
	for range 12 {
		w.pass(30 * time.Second)
		w.forge(client, wire.Segment{Flags: wire.ACK, Sequence: uint32(c.recv.next.plus(-3)), Acknowledgement: uint32(c.una), Window: 1 << 18}, c.largest+1, "old")
	}
	if c.State() != Closed {
		w.fail("%v", c.State())
	}
}

// TestFinWait2Reads: while data comes and is read, a connection that is closed one way goes on, and a stop does not end it.
func TestFinWait2Reads(t *testing.T) {
	w := opened(t, clean, clean)
	w.ends[client].conn.CloseWrite()
	for range 10 {
		w.pass(4 * time.Minute)
		w.ends[server].write = []byte("more")
		w.serve(server)
	}
	w.pass(time.Minute)
	w.sleep(time.Hour)
	w.ends[server].write, w.ends[server].close = []byte("end"), true
	w.serve(server)
	if !w.run(time.Minute, func() bool { return w.ends[client].eof }) || len(w.ends[client].got) != 43 {
		w.fail("%d bytes, %v", len(w.ends[client].got), w.ends[client].conn.Err())
	}
}

// TestReadWithoutRoom: a Read of an empty slice told the end of the stream, or the reason of a failure, while bytes waited.
func TestReadWithoutRoom(t *testing.T) {
	for _, how := range []string{"open", "FIN", "RST", "own reset"} {
		w := opened(t, clean, clean)
		w.ends[server].halt = true
		w.ends[client].write, w.ends[client].close = []byte("question"), how == "FIN"
		w.pass(time.Second)
		s := w.ends[server].conn
		switch how {
		case "RST":
			w.ends[client].conn.Reset()
			w.pass(time.Second)
		case "own reset":
			s.Reset()
		}
		for range 2 {
			if n, err := s.Read(nil); n != 0 || err != nil {
				w.fail("%s: %d bytes wait, Read without room says %d, %v", how, s.Readable(), n, err)
			}
		}
		if n, err := s.Read(make([]byte, 100)); n != 8 || err != nil {
			w.fail("%s: Read gave %d, %v", how, n, err)
		}
		if _, err := s.Read(make([]byte, 1)); (err == nil) != (how == "open") {
			w.fail("%s: after the last byte: %v", how, err)
		}
	}
}

// TestLastACKLost: TIME-WAIT is there to answer the repeated FIN.
func TestLastACKLost(t *testing.T) {
	isLast := func(datagram []byte) bool { return describeFlags(datagram) == "ACK" }
	up := clean
	w := opened(t, up, clean)
	w.ends[client].conn.CloseWrite()
	w.pass(50 * time.Millisecond)
	w.ends[server].conn.CloseWrite()
	up.Rules = []impair.Rule{{Match: isLast, Occurs: impair.First(3), Action: impair.Drop()}}
	w.paths[client].Reconfigure(up)
	w.pass(10 * time.Second)
	if w.ends[server].conn.State() != Closed || w.ends[server].conn.Err() != nil {
		w.fail("%v, %v", w.ends[server].conn.State(), w.ends[server].conn.Err())
	}
	if w.ends[server].conn.Stats().Retransmitted < 3 {
		w.fail("the case did not happen")
	}
}

// TestFINAfterTimeWait: the last ACK is lost until TIME-WAIT is over. What is left answers the FIN with RST,
// and that ends LAST-ACK without an error. Found by TestReliableStream.
func TestFINAfterTimeWait(t *testing.T) {
	c := config()
	c.TimeWait = time.Second
	w := newWorld(t, 0, clean, clean, c, peerConfig())
	w.pass(100 * time.Millisecond)
	w.ends[client].conn.CloseWrite()
	w.pass(100 * time.Millisecond)
	w.ends[server].conn.CloseWrite()
	w.paths[client].SetDown(true)
	w.pass(5 * time.Second)
	if w.ends[client].conn.State() != Closed || w.ends[server].conn.State() != LastAck {
		w.fail("%v and %v", w.ends[client].conn.State(), w.ends[server].conn.State())
	}
	w.paths[client].SetDown(false)
	w.pass(20 * time.Second)
	if s := w.ends[server].conn; s.State() != Closed || s.Err() != nil {
		w.fail("%v, %v", s.State(), s.Err())
	}
	checkAtRest(w, w.ends[server].conn)
}

// TestCloseBeforeOpen: what is written and closed at once gets across all the same.
func TestCloseBeforeOpen(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	_, _ = w.ends[client].conn.Write([]byte("short visit"))
	w.ends[client].conn.CloseWrite()
	w.ends[client].conn.CloseWrite() // twice does no harm
	w.pass(time.Second)
	if !w.ends[server].eof || string(w.ends[server].got) != "short visit" {
		w.fail("%q, %v", w.ends[server].got, w.ends[server].eof)
	}
}

// TestFINBeyondTheWindowIsIgnored: a FIN farther than the buffer reaches is none, and the stream goes on.
func TestFINBeyondTheWindowIsIgnored(t *testing.T) {
	w := opened(t, clean, clean)
	s := w.ends[server].conn
	for _, off := range []int{defaultBuffer + 1, 4 * defaultBuffer} {
		w.inject(server, wire.Segment{Flags: wire.ACK | wire.FIN, Sequence: uint32(s.recv.next.plus(off)), Acknowledgement: uint32(s.nxt), Window: 1 << 18})
		if s.hasFIN {
			w.fail("taken %d bytes beyond what is expected", off)
		}
	}
	w.exchange(defaultBuffer, 0, time.Minute)
}

// TestDataBehindTheFINIsIgnored: a peer's stream ends where its FIN stands, whatever comes later with higher numbers.
func TestDataBehindTheFINIsIgnored(t *testing.T) {
	w := opened(t, clean, clean)
	s := w.ends[server].conn
	next := s.recv.next
	ack := wire.Segment{Flags: wire.ACK, Acknowledgement: uint32(s.nxt), Window: 1 << 18}
	fin, behind, gap := ack, ack, ack
	fin.Flags |= wire.FIN
	fin.Sequence, behind.Sequence, gap.Sequence = uint32(next.plus(5)), uint32(next.plus(5)), uint32(next)
	w.forge(server, fin, s.largest+1, "")
	w.forge(server, behind, s.largest+1, "behind")
	w.forge(server, gap, s.largest+1, "the e")
	w.pass(time.Second)
	if got := string(w.ends[server].got); got != "the e" || s.State() != CloseWait || s.Stats().Duplicates != 1 {
		w.fail("%q, %v", got, s.State())
	}
}

// TestFINRestartsTimeWait: a FIN that comes again shows that the peer has not got the ACK, and TIME-WAIT starts over (RFC
// 9293 section 3.10.7.4, eighth check).
func TestFINRestartsTimeWait(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	w.exchange(10, 10, time.Minute)
	who := client
	if w.ends[who].conn.State() != TimeWait {
		who = server
	}
	c := w.ends[who].conn
	for range 3 {
		w.pass(50 * time.Second)
		sent := c.Stats().Sent
		w.inject(who, wire.Segment{Flags: wire.ACK | wire.FIN, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.nxt), Window: 1 << 18})
		if c.Stats().Sent != sent+1 {
			w.fail("the FIN was not answered")
		}
	}
	if w.pass(50 * time.Second); c.State() != TimeWait {
		w.fail("%v, 50 s after the last FIN", c.State())
	}
	if w.pass(11 * time.Second); c.State() != Closed {
		w.fail("%v, 61 s after the last FIN", c.State())
	}
}
