package arq

import (
	"slices"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// watchPromises fails if an end sends beyond the widest window that the other ever told, uses a packet
// number twice, or sends a datagram that is too long or that the codec refuses.
func watchPromises(w *world) {
	var edges [2]sequence // by the end that may send up to there
	var known [2]bool
	var numbers [2]uint64
	next := w.onSend
	w.onSend = func(from int, datagram []byte) {
		s, _, err := wire.Parse(datagram)
		if err != nil {
			w.fail("end %d sends what can't be parsed: %v", from, err)
		}
		number := w.ends[from].conn.nextPacket
		if number <= numbers[from] {
			w.fail("end %d used packet number %d twice", from, number)
		}
		numbers[from] = number
		if s.Flags&wire.ACK != 0 && s.Flags&wire.RST == 0 {
			edge := sequence(s.Acknowledgement).plus(s.Window)
			if !known[1-from] || edges[1-from].before(edge) {
				edges[1-from], known[1-from] = edge, true
			}
		}
		end := sequence(s.Sequence).plus(s.Length)
		if s.Length > 0 && s.Flags&(wire.SYN|wire.OPN) == 0 && known[from] && edges[from].before(end) {
			w.fail("end %d sends %s beyond the window's edge %d", from, describe(datagram), edges[from])
		}
		if next != nil {
			next(from, datagram)
		}
	}
}

// TestWindowOfOneUnit: with a buffer as small as the window field's unit, rounding must not close the
// window for ever. Found by TestReliableStream.
func TestWindowOfOneUnit(t *testing.T) {
	c, s := config(), peerConfig()
	c.MaxDatagram, s.ReceiveBuffer = 300, wire.WindowUnit
	w := newWorld(t, 0, clean, clean, c, s)
	watchPromises(w)
	w.exchange(1021, 0, time.Minute)
}

// TestRoundedWindowOpensAgain: what rounding hides of the window counts as not told.
func TestRoundedWindowOpensAgain(t *testing.T) {
	var b receiveBuffer
	b.start(0, wire.WindowUnit)
	b.insert(0, make([]byte, 100))
	if w := b.window(); w != 0 {
		t.Fatalf("156 bytes of room are told as %d", w)
	}
	b.readInto(make([]byte, 100))
	b.promise(wire.MaxDatagram)
	if w := b.window(); w != wire.WindowUnit {
		t.Errorf("an empty buffer of %d bytes tells a window of %d", b.limit, w)
	}
}

// TestLateWindowDoesNotCount: an ACK that was overtaken tells of a window that is no more.
func TestLateWindowDoesNotCount(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	ack := wire.Segment{
		Flags: wire.ACK, Connection: 0xC0FFEE, Packet: uint32(c.largest) + 5, Window: 100 * wire.WindowUnit,
		Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una),
	}
	w.arrive(parcel{client, ack.AppendTo(nil)})
	edge := c.edge
	ack.Packet, ack.Window = ack.Packet-3, 0
	w.arrive(parcel{client, ack.AppendTo(nil)})
	if c.edge != edge {
		w.fail("the window shrank by %d", edge.minus(c.edge))
	}
	ack.Packet, ack.Window = ack.Packet+9, wire.WindowUnit
	w.arrive(parcel{client, ack.AppendTo(nil)})
	if c.edge != c.una.plus(wire.WindowUnit) {
		w.fail("a newer window does not count")
	}
}

// stalled is a transfer whose receiver stopped reading until the window closed.
func stalled(t *testing.T, down impair.Config) *world {
	s := peerConfig()
	s.ReceiveBuffer = 20_000
	w := newWorld(t, 0, clean, down, config(), s)
	watchPromises(w)
	w.ends[server].halt = true
	w.ends[client].write = pattern(100_000, 1)
	w.ends[client].close = true
	w.pass(2 * time.Second)
	if n := w.ends[server].conn.Readable(); n > 20_000 || n < 20_000-wire.MaxDatagram {
		w.fail("%d bytes in a buffer of 20000", n)
	}
	return w
}

// TestClosedWindow states that a receiver which does not read stops the sender, that the sender asks
// with back-off and for as long as it is answered, and that reading sets it going at once.
func TestClosedWindow(t *testing.T) {
	w := stalled(t, clean)
	var asked []time.Time
	w.onSend = func(from int, datagram []byte) {
		if from == client {
			asked = append(asked, w.now)
		}
	}
	w.pass(10 * time.Minute)
	probes := w.ends[client].conn.Stats().WindowProbes
	if probes < 10 || probes > 20 {
		w.fail("%d window probes in 10 minutes: back-off goes up to one a minute", probes)
	}
	w.onSend = nil
	start := w.now
	w.ends[server].halt = false
	w.serve(server)
	if !w.run(time.Second, func() bool { return w.ends[server].eof }) {
		w.fail("reading did not set it going")
	}
	if took := w.now.Sub(start); took > 200*time.Millisecond {
		w.fail("took %v to go on: the window update was not sent at once", took)
	}
	if len(w.ends[server].got) != 100_000 {
		w.fail("got %d bytes", len(w.ends[server].got))
	}
	if s := w.ends[client].conn.Stats(); s.Timeouts+s.Losses > 0 {
		w.fail("a closed window was taken for loss: %+v", s)
	}
}

// TestWindowUpdateLost: the ACK that opens the window again is lost; the persist timer must find out.
func TestWindowUpdateLost(t *testing.T) {
	opens := func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && sequence(s.Acknowledgement) == 21_001 && s.Window > 0
	}
	down := clean
	down.Rules = []impair.Rule{{Match: opens, Occurs: impair.First(2), Action: impair.Drop()}}
	w := stalled(t, down)
	w.ends[server].halt = false
	w.serve(server)
	if !w.run(10*time.Second, func() bool { return w.ends[server].eof }) {
		w.fail("waits for ever")
	}
	if w.ends[client].conn.Stats().WindowProbes == 0 {
		w.fail("the case did not happen: no probe was needed")
	}
}

// TestNoSillyWindow reads a full buffer in drops. The sender must not be led to send drops
// (RFC 9293 section 3.8.6.2.2).
func TestNoSillyWindow(t *testing.T) {
	w := stalled(t, clean)
	small, all := 0, 0
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == client && s.Length > 0 {
			all++
			if s.Length < wire.MaxDatagram-wire.HeaderSize {
				small++
			}
		}
	}
	drop := make([]byte, 100)
	for range 3000 {
		n, _ := w.ends[server].conn.Read(drop)
		w.ends[server].got = append(w.ends[server].got, drop[:n]...)
		w.pass(time.Millisecond)
	}
	if all < 50 || small > 2 {
		w.fail("%d of %d segments are small", small, all)
	}
}

// TestWindowOpensInSteps: a full buffer from which a little is read tells no little window
// (RFC 9293 section 3.8.6.2.2).
func TestWindowOpensInSteps(t *testing.T) {
	var b receiveBuffer
	b.start(0, 20_000)
	b.insert(0, make([]byte, 20_000))
	for read := 0; read < 1150; read += 50 {
		b.readInto(make([]byte, 50))
		b.promise(wire.MaxDatagram)
		if w := b.window(); w != 0 {
			t.Fatalf("%d bytes read, a window of %d told", read+50, w)
		}
	}
	b.readInto(make([]byte, 50))
	b.promise(wire.MaxDatagram)
	if w := b.window(); w != 1200/wire.WindowUnit*wire.WindowUnit {
		t.Errorf("a segment's worth was read, a window of %d told", w)
	}
}

// TestDeadPeerBehindClosedWindow: window probes without an answer end the connection, without keep-alive too.
func TestDeadPeerBehindClosedWindow(t *testing.T) {
	w := stalled(t, clean)
	w.ends[client].conn.config.KeepAlive = -1
	w.paths[client].SetDown(true)
	w.paths[server].SetDown(true)
	if !w.run(5*time.Minute, func() bool { return w.ends[client].conn.State() == Closed }) {
		w.fail("never gave up")
	}
	if err := w.ends[client].conn.Err(); err != ErrTimeout {
		w.fail("%v", err)
	}
}

// TestClosedWindowWakesRarely: what waits behind a closed window is under way. Its memory once set off the timer of a quiet
// connection, which could free nothing, every second.
func TestClosedWindowWakesRarely(t *testing.T) {
	w := stalled(t, clean)
	w.pass(10 * time.Minute)
	before := w.events
	w.pass(time.Hour)
	if n := w.events - before; n > 1000 {
		w.fail("%d events in an hour", n)
	}
}

// TestWindowOfSYNIsKept: a SYN once told the whole receive buffer, which the budget then took back. What it tells is a promise, also when
// other connections have taken the memory by the time that the SYN is answered.
func TestWindowOfSYNIsKept(t *testing.T) {
	for _, taken := range []bool{false, true} {
		testWindowOfSYN(t, taken)
	}
}

func testWindowOfSYN(t *testing.T, taken bool) {
	c := config()
	c.Budget = NewBudget(10_000)
	w := newWorld(t, 0, clean, clean, c, peerConfig())
	var edge int // beyond the server's initial sequence number
	w.onSend = func(from int, datagram []byte) {
		s, _, _ := wire.Parse(datagram)
		if from != client {
			return
		}
		now := s.Window
		if s.Flags&wire.ACK != 0 {
			now += sequence(s.Acknowledgement).minus(5_000_001)
		}
		if now <= edge-wire.WindowUnit { // less is rounding
			w.fail("the window's edge goes back from %d to %d: %s", edge, now, describe(datagram))
		}
		edge = max(edge, now)
	}
	w.serve(client)
	for taken && c.Budget.left() > 0 {
		c.Budget.take()
	}
	w.exchange(0, 50_000, time.Minute)
}

// TestWindowUpdateAtHalfTheBuffer: reading tells of room as soon as it is half the buffer, although the window that the sender
// knows holds a segment still (RFC 9293 section 3.8.6.2.2).
func TestWindowUpdateAtHalfTheBuffer(t *testing.T) {
	s := peerConfig()
	s.ReceiveBuffer = 20_480
	w := newWorld(t, 0, clean, clean, config(), s)
	w.ends[server].halt = true
	w.ends[client].write = pattern(12_000, 1)
	w.pass(time.Second)
	sent := w.ends[server].conn.Stats().Sent
	w.ends[server].halt = false
	w.serve(server)
	if n := w.ends[server].conn.Stats().Sent - sent; n != 1 {
		w.fail("%d datagrams tell of 12,000 bytes of room", n)
	}
	w.pass(20 * time.Millisecond)
	if c := w.ends[client].conn; c.edge.minus(c.nxt) != 20_480 {
		w.fail("the sender knows of %d bytes", c.edge.minus(c.nxt))
	}
}

// TestSmallBufferIsFilled: where the whole window is smaller than a segment, half of it is enough to send (RFC 9293 section
// 3.8.6.2.1), without waiting for the persist timer.
func TestSmallBufferIsFilled(t *testing.T) {
	s := peerConfig()
	s.ReceiveBuffer = 512
	w := newWorld(t, 0, clean, clean, config(), s)
	w.exchange(10*512, 0, time.Second)
}

// TestACKIsAskedForWhereTheStreamStops: at the end of what was written, at the window's end and after a loss a segment has PSH, and
// nowhere else.
func TestACKIsAskedForWhereTheStreamStops(t *testing.T) {
	const full = wire.MaxDatagram - wire.HeaderSize
	s := peerConfig()
	s.ReceiveBuffer = 5 * full
	w := newWorld(t, 0, clean, clean, config(), s)
	w.pass(time.Second)
	up := clean
	up.Rules = []impair.Rule{nthData(2, impair.Drop())}
	w.paths[client].Reconfigure(up)
	var asked []bool
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == client && s.Length > 0 {
			asked = append(asked, s.Flags&wire.PSH != 0)
		}
	}
	w.ends[client].write = pattern(8*full, 1)
	w.ends[server].halt = true
	w.pass(200 * time.Millisecond) // four segments fill the window, and one is sent again
	w.ends[server].halt = false
	w.serve(server)
	w.pass(200 * time.Millisecond) // the other four
	want := []bool{false, false, false, true, true, false, false, false, true}
	if !slices.Equal(asked, want) {
		w.fail("asked %v, want %v", asked, want)
	}
}

// TestProbeFillsASmallWindow: a window that is too small for a segment worth sending is used by the probe (RFC 9293 section
// 3.8.6.2.1), which then needs no empty one.
func TestProbeFillsASmallWindow(t *testing.T) {
	w := stalled(t, clean)
	w.onSend = nil                // what is forged below is no promise of the peer
	w.paths[server].SetDown(true) // the real window stays unknown
	c := w.ends[client].conn
	sent := c.nxt
	w.inject(client, wire.Segment{
		Flags: wire.ACK, Sequence: uint32(c.recv.next), Acknowledgement: uint32(c.una), Echo: uint32(c.nextPacket), Window: 2 * wire.WindowUnit,
	})
	if c.nxt != sent {
		w.fail("a small segment left at once")
	}
	if w.pass(time.Minute); c.nxt.minus(sent) != 2*wire.WindowUnit {
		w.fail("%d bytes left into a window of %d", c.nxt.minus(sent), 2*wire.WindowUnit)
	}
}

// TestRetransmissionAsksForAnACK: after a loss the receiver is not to wait for a second segment, whatever else there is to send.
func TestRetransmissionAsksForAnACK(t *testing.T) {
	w := opened(t, clean, clean)
	up := clean
	up.Rules = []impair.Rule{nthData(2, impair.Drop())}
	w.paths[client].Reconfigure(up)
	var asked []bool
	w.onSend = func(from int, datagram []byte) {
		if s, _, err := wire.Parse(datagram); err == nil && from == client && s.Sequence == 1001+1168 {
			asked = append(asked, s.Flags&wire.PSH != 0)
		}
	}
	w.ends[client].write = pattern(60*1168, 1)
	if w.pass(time.Second); !slices.Equal(asked, []bool{false, true}) {
		w.fail("the lost segment asked %v", asked)
	}
}

// TestWindowUpdateAtOneSegment: a sender behind a closed window hears of room as soon as that is a segment's.
func TestWindowUpdateAtOneSegment(t *testing.T) {
	w := stalled(t, clean)
	s := w.ends[server].conn
	for i, want := range []int64{0, 1} {
		sent := s.Stats().Sent
		_, _ = s.Read(make([]byte, 700))
		w.serve(server)
		if n := s.Stats().Sent - sent; n != want {
			w.fail("%d datagrams after %d bytes were read", n, 700*(i+1))
		}
	}
}
