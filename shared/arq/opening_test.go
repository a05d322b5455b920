package arq

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// script is a handshake that checks what arrives and answers with prepared messages.
type script struct {
	expect, answer []string
	calls          int
	ignore         int // so many calls fail with ErrIgnored first
	refuse         error
}

func (s *script) Next(received []byte) (Answer, error) {
	if s.ignore > 0 {
		s.ignore--
		return Answer{}, fmt.Errorf("%w: not yet", ErrIgnored)
	}
	if s.refuse != nil && s.calls == len(s.expect)-1 {
		return Answer{}, s.refuse
	}
	if s.calls >= len(s.expect) || string(received) != s.expect[s.calls] {
		return Answer{}, fmt.Errorf("call %d: got %q", s.calls, received)
	}
	s.calls++
	return Answer{Payload: []byte(s.answer[s.calls-1])}, nil
}

func clientScript() *script {
	return &script{expect: []string{"", "server's share"}, answer: []string{"hello", "proof"}}
}

func serverScript() *script {
	return &script{expect: []string{"hello", "proof"}, answer: []string{"server's share", ""}}
}

// TestOpeningCarriesFlights loses each datagram of an opening with payloads, alone and in pairs. The
// handshake must see each flight exactly once.
func TestOpeningCarriesFlights(t *testing.T) {
	var places []place
	for n := 1; n <= 5; n++ {
		places = append(places, place{client, n}, place{server, n})
	}
	for i, first := range places {
		for _, second := range places[i:] {
			lost := []place{first, second}
			c, s := config(), peerConfig()
			hello, answer := clientScript(), serverScript()
			c.Flights, s.Flights = hello, answer
			w := newWorld(t, 0, dropped(client, lost), dropped(server, lost), c, s)
			w.note("lost: %v", lost)
			w.exchange(3000, 3000, time.Minute)
			if hello.calls != 2 || answer.calls != 2 {
				w.fail("calls: %d and %d", hello.calls, answer.calls)
			}
		}
	}
}

// TestChallenge: a challenge in place of the second flight makes the client send its SYN again. The server's Conn sees
// only that one.
func TestChallenge(t *testing.T) {
	c, s := config(), peerConfig()
	hello := &script{
		expect: []string{"", "prove your address", "server's share"},
		answer: []string{"hello", "hello, and the cookie", "proof"},
	}
	c.Flights = hello
	s.Flights = &script{expect: []string{"hello, and the cookie", "proof"}, answer: []string{"server's share", ""}}
	w := newWorld(t, 0, clean, clean, c, s)
	first := make([]byte, wire.MaxDatagram)
	n := w.ends[client].conn.Transmit(w.now, first)
	syn, payload, err := wire.Parse(first[:n])
	if err != nil || syn.Flags != wire.SYN || string(payload) != "hello" {
		t.Fatalf("%v with %q, %v", syn.Flags, payload, err)
	}
	challenge := wire.Segment{Flags: wire.OPN, Connection: syn.Connection, Length: len("prove your address")}
	w.arrive(parcel{client, append(challenge.AppendTo(nil), "prove your address"...)})
	w.exchange(3000, 3000, time.Minute)
	if hello.calls != 3 {
		w.fail("%d calls", hello.calls)
	}
}

// TestOpeningBothWaysDead: there is no answer; the client gives up in time, with an error.
func TestOpeningBothWaysDead(t *testing.T) {
	w := newWorld(t, 0, impair.Config{Loss: 1}, clean, config(), peerConfig())
	var sent []time.Duration
	w.onSend = func(int, []byte) { sent = append(sent, w.now.Sub(dawn)) }
	w.run(time.Hour, func() bool { return w.ends[client].conn.State() == Closed })
	if took := w.now.Sub(dawn); took != 30*time.Second || w.ends[client].conn.Err() != ErrTimeout {
		w.fail("%v after %v", w.ends[client].conn.Err(), took)
	}
	// RFC 6298 section 5.5: 1 s, doubled each time.
	if want := "[0s 1s 3s 7s 15s]"; fmt.Sprint(sent) != want {
		w.fail("SYNs at %v, want %v", sent, want)
	}
}

// TestHalfOpenServerGivesUp: the third flight never comes.
func TestHalfOpenServerGivesUp(t *testing.T) {
	up := clean
	up.Rules = []impair.Rule{{Occurs: impair.From(2), Action: impair.Drop()}}
	w := newWorld(t, 0, up, clean, config(), peerConfig())
	w.pass(time.Minute)
	if s := w.ends[server].conn; s.State() != Closed || s.Err() != ErrTimeout || !s.Deadline().IsZero() {
		w.fail("%v, %v", s.State(), s.Err())
	}
}

// TestThirdFlightBacksOffOnce: data behind the third flight backed the retransmission timer off, and the flight's own back-off
// was added to it: of eight flights in 30 s five were left.
func TestThirdFlightBacksOffOnce(t *testing.T) {
	flights := func(data string) string {
		up := clean
		up.Rules = []impair.Rule{{Occurs: impair.From(2), Action: impair.Drop()}}
		w := newWorld(t, 0, up, clean, config(), peerConfig())
		var at []time.Duration
		w.onSend = func(from int, datagram []byte) {
			if s, _, err := wire.Parse(datagram); err == nil && from == client && s.Flags&wire.OPN != 0 {
				at = append(at, w.now.Sub(dawn))
			}
		}
		w.ends[client].write = []byte(data)
		w.pass(29 * time.Second)
		return fmt.Sprint(at)
	}
	// One round trip, then the floor of 200 ms, doubled each time.
	want := "[20ms 220ms 620ms 1.42s 3.02s 6.22s 12.62s 25.42s]"
	for _, data := range []string{"", "hello"} {
		if got := flights(data); got != want {
			t.Errorf("data %q: third flights at %v, want %v", data, got, want)
		}
	}
}

func TestOpeningRoundTripIsMeasured(t *testing.T) {
	// The first SYN is lost. Without the echo, the sample would be ambiguous (Karn).
	w := newWorld(t, 0, dropped(client, []place{{client, 1}}), clean, config(), peerConfig())
	w.pass(3 * time.Second)
	for i, e := range w.ends {
		if srtt, _ := e.conn.RTT(); srtt != 20*time.Millisecond {
			w.fail("end %d measured %v", i, srtt)
		}
	}
}

// TestSYNIgnoredByHandshake: a flight that the handshake ignores is treated as lost.
func TestSYNIgnoredByHandshake(t *testing.T) {
	c, s := config(), peerConfig()
	slow := serverScript()
	slow.ignore = 2
	c.Flights, s.Flights = clientScript(), slow
	w := newWorld(t, 0, clean, clean, c, s)
	w.exchange(100, 100, time.Minute)
	if slow.calls != 2 {
		w.fail("%d calls", slow.calls)
	}
}

func TestHandshakeRefuses(t *testing.T) {
	refusal := errors.New("the server's key has changed")
	for _, who := range []int{client, server} {
		c, s := config(), peerConfig()
		scripts := [2]*script{clientScript(), serverScript()}
		scripts[who].refuse = refusal
		c.Flights, s.Flights = scripts[client], scripts[server]
		w := newWorld(t, 0, clean, clean, c, s)
		w.ends[client].write = []byte("must not arrive")
		w.pass(10 * time.Second)
		if e := w.ends[who].conn; e.State() != Closed || !errors.Is(e.Err(), refusal) {
			w.fail("%v, %v", e.State(), e.Err())
		}
		if len(w.ends[server].got) > 0 {
			w.fail("data got through")
		}
	}
}

// TestDataWaitsForThirdFlight: with a handshake, no byte is taken before it is complete.
func TestDataWaitsForThirdFlight(t *testing.T) {
	c, s := config(), peerConfig()
	c.Flights, s.Flights = clientScript(), serverScript()
	w := newWorld(t, 0, dropped(client, []place{{client, 2}}), clean, c, s)
	w.ends[client].write = []byte("early")
	w.pass(30 * time.Millisecond)
	if state := w.ends[server].conn.State(); state != SynReceived || len(w.ends[server].got) > 0 {
		w.fail("%v with %q", state, w.ends[server].got)
	}
	w.pass(time.Second)
	if !bytes.Equal(w.ends[server].got, []byte("early")) {
		w.fail("got %q", w.ends[server].got)
	}
}

// TestReplayedSYN: old datagrams of the opening change nothing on an open connection.
func TestReplayedSYN(t *testing.T) {
	up, down := clean, clean
	up.Rules = []impair.Rule{{Occurs: impair.First(3), Action: impair.Replay(200 * time.Millisecond)}}
	down.Rules = up.Rules
	w := newWorld(t, 0, up, down, config(), peerConfig())
	w.ends[client].write = []byte("before")
	w.pass(time.Second)
	w.ends[client].write = []byte(" and after")
	w.exchange2(t, "before and after")
}

// exchange2 waits for what the server is to have read.
func (w *world) exchange2(t *testing.T, want string) {
	t.Helper()
	if !w.run(time.Minute, func() bool { return string(w.ends[server].got) == want }) {
		w.fail("got %q, want %q", w.ends[server].got, want)
	}
}

// TestListenIgnoresAllButSYN: nothing but a SYN opens anything, and nothing else is answered.
func TestListenIgnoresAllButSYN(t *testing.T) {
	for _, flags := range []wire.Flags{wire.ACK, wire.SYN | wire.ACK, wire.RST, wire.FIN | wire.ACK, wire.PSH | wire.ACK, wire.ACK | wire.OPN, 0} {
		s, err := Accept(dawn, peerConfig())
		if err != nil {
			t.Fatal(err)
		}
		header := wire.Segment{Flags: flags, Connection: 7, Acknowledgement: 5_000_001}
		if err := s.Receive(dawn, header.AppendTo(nil)); err != nil {
			t.Errorf("%v: %v", flags, err)
		}
		if n := s.Transmit(dawn, make([]byte, 1200)); n > 0 || s.State() != Listen {
			t.Errorf("%v: state %v, an answer of %d bytes", flags, s.State(), n)
		}
	}
}

// TestThirdFlightBacksOffFromItsOwnStart: however often the SYN was repeated, the third flight is repeated after one RTO.
func TestThirdFlightBacksOffFromItsOwnStart(t *testing.T) {
	lost := []place{{client, 1}, {client, 2}, {client, 3}, {client, 5}} // three SYNs, and the third flight
	w := newWorld(t, 0, dropped(client, lost), clean, config(), peerConfig())
	w.run(time.Minute, func() bool { return w.ends[client].conn.State() == Established })
	start := w.now
	if !w.run(time.Minute, func() bool { return w.ends[server].conn.State() == Established }) {
		w.fail("not open")
	}
	if took := w.now.Sub(start); took > 250*time.Millisecond {
		w.fail("the third flight was repeated after %v", took)
	}
}

// TestForgedSegmentsToAHalfOpenServer: a SYN with another number than the client's is not answered, and a RST with another number than is
// expected ends nothing (RFC 9293 section 3.10.7.4).
func TestForgedSegmentsToAHalfOpenServer(t *testing.T) {
	for _, off := range []int{-1, 1, 1000, 1 << 20} {
		w := newWorld(t, 0, clean, clean, config(), peerConfig())
		s := w.ends[server].conn
		w.run(time.Second, func() bool { return s.State() == SynReceived })
		sent := s.Stats().Sent
		w.inject(server, wire.Segment{Flags: wire.SYN, Sequence: uint32(s.recv.next.plus(off - 1)), Window: 1 << 18})
		w.inject(server, wire.Segment{Flags: wire.RST, Sequence: uint32(s.recv.next.plus(off))})
		if s.State() != SynReceived || s.Stats().Sent != sent {
			w.fail("off by %d: %v, %v", off, s.State(), s.Err())
		}
		w.pass(time.Second)
		w.alive(t, "after the forged segments")
	}
}

// TestRepeatedSYNACKIsAnsweredAtOnce: it shows that the third flight was lost. What answers it stands before the data that has left
// already.
func TestRepeatedSYNACKIsAnsweredAtOnce(t *testing.T) {
	w := newWorld(t, 0, dropped(client, []place{{client, 2}}), clean, config(), peerConfig())
	c := w.ends[client].conn
	w.run(time.Second, func() bool { return c.State() == Established })
	w.paths[client].SetDown(true)
	_, _ = c.Write([]byte("early"))
	w.serve(client)
	var answers []string
	w.onSend = func(_ int, datagram []byte) { answers = append(answers, describe(datagram)) }
	w.inject(client, wire.Segment{Flags: wire.SYN | wire.ACK, Sequence: 5_000_000, Acknowledgement: 1001, Window: 1 << 18})
	if len(answers) != 1 || !strings.Contains(answers[0], "ACK|OPN seq=1001+0 ") {
		w.fail("answered with %q", answers)
	}
}
