package arq

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// drawn is the connection id that the server of these tests draws.
const drawn = 0xBADCAFE

// slowScript is a handshake that answers later, as one whose signatures are made by a worker does, and
// that gives the connection an id.
type slowScript struct {
	*script
	slow   int // the call that is answered later; 0 is none
	id     int // the call whose answer brings the id; 0 is none
	asked  int
	answer Answer
	err    error
}

func (s *slowScript) Next(received []byte) (Answer, error) {
	s.asked++
	answer, err := s.script.Next(received)
	if err == nil && s.calls == s.id {
		answer.Connection = drawn
	}
	if s.asked == s.slow {
		s.answer, s.err = answer, err
		return Answer{}, fmt.Errorf("sign: %w", ErrPending)
	}
	return answer, err
}

// slowWorld has the scripts of both ends. The server's id comes with its answer to the SYN, the client finds it in the
// SYN|ACK.
func slowWorld(t *testing.T, up, down impair.Config, slow [2]int) (*world, [2]*slowScript) {
	scripts := [2]*slowScript{
		{script: clientScript(), slow: slow[client], id: 2},
		{script: serverScript(), slow: slow[server], id: 1},
	}
	c, s := config(), peerConfig()
	c.Flights, s.Flights = scripts[client], scripts[server]
	return newWorld(t, 0, up, down, c, s), scripts
}

// answer waits until an end's handshake was asked what it answers later, lets time pass, and answers.
func (w *world) answer(who int, s *slowScript, after time.Duration) {
	if !w.run(time.Minute, func() bool { return s.asked == s.slow }) {
		w.fail("end %d was never asked", who)
	}
	sent := w.ends[who].conn.Stats().Sent
	w.pass(after)
	if n := w.ends[who].conn.Stats().Sent - sent; n > 0 {
		w.fail("end %d sent %d datagrams while its handshake worked", who, n)
	}
	if s.asked != s.slow {
		w.fail("end %d was asked again while it worked: %d calls", who, s.asked)
	}
	w.note("end %d answers", who)
	w.ends[who].conn.Answer(w.now, s.answer, s.err)
	w.serve(who)
}

// TestLateAnswer has each flight of the handshake answered after 2.5 seconds, in which the client repeats its own. Each
// flight is worked at once, and the wait is in no round-trip sample.
func TestLateAnswer(t *testing.T) {
	for _, test := range []struct{ who, call int }{{server, 1}, {client, 2}, {server, 2}} {
		slow := [2]int{}
		slow[test.who] = test.call
		w, scripts := slowWorld(t, clean, clean, slow)
		w.ends[client].write = []byte("after all that")
		w.answer(test.who, scripts[test.who], 2500*time.Millisecond)
		w.exchange2(t, "after all that")
		w.pass(5 * time.Second)
		for i, s := range scripts {
			if s.asked != 2 {
				w.fail("end %d was asked %d times", i, s.asked)
			}
			if srtt, _ := w.ends[i].conn.RTT(); srtt > 30*time.Millisecond {
				w.fail("flight %v: end %d measures %v on a path of 20 ms", test, i, srtt)
			}
		}
	}
}

// TestLateAnswersAndLoss loses each datagram of an opening whose answers all come late.
func TestLateAnswersAndLoss(t *testing.T) {
	for n := 1; n <= 6; n++ {
		for _, who := range []int{client, server} {
			lost := []place{{who, n}}
			w, scripts := slowWorld(t, dropped(client, lost), dropped(server, lost), [2]int{2, 1})
			w.note("lost: %v", lost)
			w.answer(server, scripts[server], 1500*time.Millisecond)
			w.answer(client, scripts[client], 1500*time.Millisecond)
			w.exchange(3000, 3000, time.Minute)
			if scripts[client].asked != 2 || scripts[server].asked != 2 {
				w.fail("calls: %d and %d", scripts[client].asked, scripts[server].asked)
			}
		}
	}
}

// TestAnswerToAVanishedOpening: an answer that comes when the opening is over, or that nobody waits for, changes nothing.
func TestAnswerToAVanishedOpening(t *testing.T) {
	for _, end := range []func(*world){
		func(w *world) { w.pass(2 * time.Minute) },
		func(w *world) { w.ends[server].conn.Reset(); w.serve(server) },
	} {
		w, scripts := slowWorld(t, clean, clean, [2]int{server: 1})
		w.run(time.Minute, func() bool { return scripts[server].asked == 1 })
		end(w)
		s := w.ends[server].conn
		if s.State() != Closed {
			w.fail("the server is %v", s.State())
		}
		if s.opening.pending != nil || s.opening.flights != nil {
			w.fail("the opening is over and still holds the handshake")
		}
		before := s.Err()
		s.Answer(w.now, scripts[server].answer, nil)
		s.Answer(w.now, Answer{}, errors.New("signing failed"))
		if n := s.Transmit(w.now, make([]byte, wire.MaxDatagram)); n > 0 || s.State() != Closed || s.Err() != before || !s.Deadline().IsZero() {
			w.fail("a late answer makes it %v, %v, and sends %d bytes", s.State(), s.Err(), n)
		}
	}
	w := opened(t, clean, clean)
	w.ends[client].conn.Answer(w.now, Answer{Payload: []byte("x"), Connection: 9}, nil)
	w.exchange(1000, 1000, time.Minute)
}

// TestLateRefusal: a late answer may ignore the flight, which then is as good as lost, or end the connection.
func TestLateRefusal(t *testing.T) {
	w, scripts := slowWorld(t, clean, clean, [2]int{server: 1})
	scripts[server].ignore = 1
	w.answer(server, scripts[server], 0)
	if state := w.ends[server].conn.State(); state != Listen {
		w.fail("the server is %v after it ignored the SYN", state)
	}
	w.exchange(3000, 3000, time.Minute)

	refusal := errors.New("no more sessions")
	w, scripts = slowWorld(t, clean, clean, [2]int{server: 1})
	w.run(time.Minute, func() bool { return scripts[server].asked == 1 })
	w.ends[server].conn.Answer(w.now, Answer{}, refusal)
	if s := w.ends[server].conn; s.State() != Closed || !errors.Is(s.Err(), refusal) {
		w.fail("%v, %v", s.State(), s.Err())
	}
}

// TestGivenConnectionID: SYNs carry the id that the client drew, everything from the third flight on the one that the
// server gave, whatever is lost and repeated.
func TestGivenConnectionID(t *testing.T) {
	var places []place
	for n := 1; n <= 4; n++ {
		places = append(places, place{client, n}, place{server, n})
	}
	for i, first := range places {
		for _, second := range places[i:] {
			lost := []place{first, second}
			w, _ := slowWorld(t, dropped(client, lost), dropped(server, lost), [2]int{})
			w.note("lost: %v", lost)
			w.onSend = func(from int, datagram []byte) {
				s, _, _ := wire.Parse(datagram)
				want := uint32(drawn)
				if s.Flags&wire.SYN != 0 {
					want = 0xC0FFEE
				}
				if s.Connection != want {
					w.fail("end %d sends %v of connection %08x", from, s.Flags, s.Connection)
				}
			}
			w.exchange(3000, 3000, time.Minute)
			for i, e := range w.ends {
				if e.conn.Connection() != drawn {
					w.fail("end %d is connection %08x", i, e.conn.Connection())
				}
			}
		}
	}
}

// TestOldIDAfterOpening: the client's id opens, and is good for nothing afterwards.
func TestOldIDAfterOpening(t *testing.T) {
	w, _ := slowWorld(t, clean, clean, [2]int{})
	w.pass(time.Second)
	for i, e := range w.ends {
		if e.conn.State() != Established {
			w.fail("end %d is %v", i, e.conn.State())
		}
		for _, flags := range []wire.Flags{wire.SYN, wire.SYN | wire.ACK, wire.RST, wire.RST | wire.ACK, wire.ACK | wire.PSH, wire.ACK | wire.OPN} {
			s := wire.Segment{
				Flags: flags, Connection: 0xC0FFEE, Packet: 50,
				Sequence: uint32(e.conn.recv.next), Acknowledgement: uint32(e.conn.nxt),
			}
			if err := e.conn.Receive(w.now, s.AppendTo(nil)); !errors.Is(err, ErrConnection) {
				w.fail("end %d takes %v: %v", i, flags, err)
			}
		}
	}
	w.exchange(3000, 3000, time.Minute)
}
