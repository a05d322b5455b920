package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

func describeFlags(datagram []byte) string {
	s, _, err := wire.Parse(datagram)
	if err != nil {
		return err.Error()
	}
	return s.Flags.String()
}

// inject gives an end a segment that the other never sent.
func (w *world) inject(to int, s wire.Segment) {
	s.Connection = w.ends[to].conn.config.Connection
	s.Packet = uint32(w.ends[to].conn.largest + 1)
	datagram := s.AppendTo(nil)
	w.note("forged: %s", describe(datagram))
	w.arrive(parcel{to, datagram})
}

func TestResetReachesThePeer(t *testing.T) {
	w := opened(t, clean, clean)
	_, _ = w.ends[client].conn.Write(pattern(5000, 1))
	w.serve(client)
	w.ends[client].conn.Reset()
	w.pass(100 * time.Millisecond)
	if c := w.ends[client].conn; c.State() != Closed || c.Err() != ErrClosed {
		w.fail("%v, %v", c.State(), c.Err())
	}
	if s := w.ends[server].conn; s.State() != Closed || s.Err() != ErrReset {
		w.fail("%v, %v", s.State(), s.Err())
	}
}

// TestResetLost: the RST is lost. Whatever the peer sends later is answered with another one, whose
// number is right although the first had data before it that never arrived.
func TestResetLost(t *testing.T) {
	w := opened(t, clean, clean)
	w.paths[client].SetDown(true)
	_, _ = w.ends[client].conn.Write(pattern(5000, 1))
	w.serve(client)
	w.ends[client].conn.Reset()
	w.serve(client)
	w.paths[client].SetDown(false)
	w.ends[server].write = []byte("are you there?")
	w.serve(server)
	w.pass(time.Second)
	if s := w.ends[server].conn; s.State() != Closed || s.Err() != ErrReset {
		w.fail("%v, %v", s.State(), s.Err())
	}
}

// TestForgedReset: only the exact number resets (RFC 5961 section 3.2).
func TestForgedReset(t *testing.T) {
	for _, test := range []struct {
		off       int
		challenge bool
		resets    bool
	}{
		{off: 0, resets: true},
		{off: 1, challenge: true},
		{off: 200_000, challenge: true},
		{off: -1}, {off: 300_000}, {off: 1 << 30},
	} {
		w := opened(t, clean, clean)
		s := w.ends[server].conn
		w.inject(server, wire.Segment{Flags: wire.RST, Sequence: uint32(s.recv.next.plus(test.off))})
		if (s.State() == Closed) != test.resets {
			w.fail("off by %d: %v", test.off, s.State())
		}
		if challenged := s.Stats().ChallengeACKs > 0; challenged != test.challenge {
			w.fail("off by %d: challenge %v", test.off, challenged)
		}
		w.pass(time.Second)
		if c := w.ends[client].conn.State(); c != Established {
			w.fail("the challenge confused the client: %v", c)
		}
	}
}

// TestForgedSYN: a SYN on an open connection is answered with an ACK and changes nothing (RFC 5961
// section 4.2).
func TestForgedSYN(t *testing.T) {
	for _, flags := range []wire.Flags{wire.SYN, wire.SYN | wire.ACK} {
		w := opened(t, clean, clean)
		w.inject(server, wire.Segment{Flags: flags, Sequence: 77})
		w.inject(client, wire.Segment{Flags: flags, Sequence: 78})
		w.ends[client].write = []byte("unmoved")
		w.serve(client)
		w.exchange2(t, "unmoved")
		for _, e := range w.ends {
			if e.conn.Stats().ChallengeACKs != 1 {
				w.fail("%d challenges", e.conn.Stats().ChallengeACKs)
			}
		}
	}
}

// TestForgedSegments throws fields without sense at both ends. Nothing may break, and the
// stream must go on.
func TestForgedSegments(t *testing.T) {
	far := []int{-1 << 31, -1 << 30, -(1 << 24), -70_000, -1, 0, 1, 70_000, 1 << 24, 1 << 30, 1<<31 - 1}
	for _, seq := range far {
		for _, ack := range far {
			w := opened(t, clean, clean)
			w.ends[client].write = pattern(30_000, 1)
			w.pass(25 * time.Millisecond)
			for i, e := range w.ends {
				c := e.conn
				s := wire.Segment{
					Flags: wire.ACK, Sequence: uint32(c.recv.next.plus(seq)),
					Acknowledgement: uint32(c.una.plus(ack)), Echo: uint32(seq), Window: 1 << 18, BlockCount: 2,
				}
				s.Blocks[0] = wire.Block{Start: uint32(c.una.plus(ack)), End: uint32(c.una.plus(seq))}
				s.Blocks[1] = wire.Block{Start: uint32(c.nxt.plus(seq)), End: uint32(c.nxt.plus(ack))}
				if !believable(c, s) {
					w.inject(i, s)
				}
			}
			w.ends[client].close = true
			if !w.run(time.Minute, func() bool { return w.ends[server].eof }) || len(w.ends[server].got) != 30_000 {
				w.fail("seq %d ack %d: %d bytes", seq, ack, len(w.ends[server].got))
			}
		}
	}
}

// believable reports whether an ACK or a block lies inside of what is in flight: those are believed, as they
// are in TCP. Only authentication helps against an attacker who sees the numbers.
func believable(c *Conn, s wire.Segment) bool {
	ack := sequence(s.Acknowledgement)
	if c.una.before(ack) && !c.nxt.before(ack) {
		return true
	}
	for _, b := range s.Blocks[:s.BlockCount] {
		start, end := sequence(b.Start), sequence(b.End)
		if !start.before(c.una) && start.before(end) && !c.nxt.before(end) {
			return true
		}
	}
	return false
}

// TestOtherConnection: a segment with another connection id is refused.
func TestOtherConnection(t *testing.T) {
	w := opened(t, clean, clean)
	s := wire.Segment{Flags: wire.RST, Connection: 1, Sequence: uint32(w.ends[server].conn.recv.next)}
	err := w.ends[server].conn.Receive(w.now, s.AppendTo(nil))
	if err == nil || w.ends[server].conn.State() != Established {
		w.fail("%v, %v", err, w.ends[server].conn.State())
	}
}

// TestTimeWaitSurvivesReset: a stray RST must not cut TIME-WAIT short (RFC 1337).
func TestTimeWaitSurvivesReset(t *testing.T) {
	w := newWorld(t, 0, clean, clean, config(), peerConfig())
	w.exchange(10, 10, time.Minute)
	i := client
	if w.ends[client].conn.State() != TimeWait {
		i = server
	}
	c := w.ends[i].conn
	w.inject(i, wire.Segment{Flags: wire.RST, Sequence: uint32(c.ackNumber())})
	if c.State() != TimeWait {
		w.fail("%v", c.State())
	}
}

// TestResetAfterBothClosed: RFC 9293 section 3.10.5 sends no RST once both sides have sent their FIN; in TIME-WAIT, and only
// there, all went well.
func TestResetAfterBothClosed(t *testing.T) {
	for _, test := range []struct {
		state State
		reset bool
		err   error
	}{
		{Established, true, ErrClosed}, {FinWait1, true, ErrClosed}, {FinWait2, true, ErrClosed}, {CloseWait, true, ErrClosed},
		{Closing, false, ErrClosed}, {LastAck, false, ErrClosed}, {TimeWait, false, nil},
	} {
		w := opened(t, clean, clean)
		c, s := w.ends[client].conn, w.ends[server].conn
		switch test.state {
		case FinWait1:
			c.CloseWrite()
			w.serve(client)
		case FinWait2:
			c.CloseWrite()
			w.pass(time.Second)
		case CloseWait, LastAck:
			s.CloseWrite()
			w.pass(time.Second)
		case Closing:
			s.CloseWrite()
			c.CloseWrite()
			w.pass(12 * time.Millisecond)
		case TimeWait:
			s.CloseWrite()
			c.CloseWrite()
			w.pass(time.Second)
		}
		if test.state == LastAck {
			c.CloseWrite()
			w.serve(client)
		}
		if c.State() != test.state {
			w.fail("%v instead of %v", c.State(), test.state)
		}
		c.Reset()
		var b [wire.MaxDatagram]byte
		n := c.Transmit(w.now, b[:])
		if n > 0 != test.reset || c.Err() != test.err || c.State() != Closed {
			w.fail("%v: sent %s, %v, %v", test.state, describe(b[:n]), c.State(), c.Err())
		}
	}
}

// TestResetWithUnsentData: where the FIN still waits behind data, the peer has to learn that the data will not come.
func TestResetWithUnsentData(t *testing.T) {
	w := opened(t, clean, clean)
	w.ends[server].conn.CloseWrite()
	w.pass(time.Second)
	c := w.ends[client].conn
	_, _ = c.Write(pattern(200_000, 1))
	c.CloseWrite()
	w.serve(client)
	if c.State() != LastAck || c.finSent {
		w.fail("%v, FIN sent %v", c.State(), c.finSent)
	}
	c.Reset()
	var b [wire.MaxDatagram]byte
	if n := c.Transmit(w.now, b[:]); n == 0 {
		w.fail("no RST")
	}
}

// TestRefused: a RST answers the SYN.
func TestRefused(t *testing.T) {
	w := newWorld(t, 0, impair.Config{Loss: 1}, clean, config(), peerConfig())
	w.serve(client)
	w.inject(client, wire.Segment{Flags: wire.RST, Acknowledgement: 1001})
	if w.ends[client].conn.State() != SynSent {
		w.fail("a RST that acknowledges nothing was believed")
	}
	w.inject(client, wire.Segment{Flags: wire.RST | wire.ACK, Acknowledgement: 1000})
	if w.ends[client].conn.State() != SynSent {
		w.fail("a RST with the wrong number was believed")
	}
	w.inject(client, wire.Segment{Flags: wire.RST | wire.ACK, Acknowledgement: 1001})
	if c := w.ends[client].conn; c.State() != Closed || c.Err() != ErrRefused {
		w.fail("%v, %v", c.State(), c.Err())
	}
}

// TestWhatAnEndedConnectionAnswers: a peer that lives on after an abort hears of it, whatever it sends, as its RST may have been lost. After
// an orderly end a bare ACK is no question.
func TestWhatAnEndedConnectionAnswers(t *testing.T) {
	for _, aborted := range []bool{true, false} {
		for _, flags := range []wire.Flags{wire.ACK, wire.ACK | wire.PSH, wire.ACK | wire.FIN, wire.RST | wire.ACK, wire.SYN} {
			w := opened(t, clean, clean)
			c := w.ends[client].conn
			if aborted {
				c.Reset()
			} else {
				w.exchange(10, 10, time.Minute)
			}
			w.pass(5 * time.Minute)
			if c.State() != Closed {
				w.fail("%v", c.State())
			}
			s := wire.Segment{Flags: flags, Sequence: 77, Acknowledgement: 88, Connection: 0xC0FFEE}
			_ = c.Receive(w.now, s.AppendTo(nil))
			answers := flags&wire.ACK != 0 && flags&wire.RST == 0 && (aborted || flags != wire.ACK)
			if n := c.Transmit(w.now, make([]byte, wire.MaxDatagram)); (n > 0) != answers {
				w.fail("aborted %v, %v: answered with %d bytes", aborted, flags, n)
			}
		}
	}
}
