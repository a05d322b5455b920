package arq

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"obrolan/shared/wire"
)

// What a program may reach beside what Stats counts.
const (
	bothOpen      = "both ends established"
	wholeStreams  = "orderly end with whole streams"
	forgedSegment = "forged segment"
	lateAnswer    = "late answer"
	exhausted     = "exhausted budget"
	stopped       = "stop"
	givenID       = "id from the handshake"
)

// harness is two ends, what is under way between them, and a program.
type harness struct {
	*testing.T
	program
	now    time.Time
	ends   [2]*fuzzEnd
	budget *Budget
	others []*chunk // what other connections hold of the budget

	forged  bool // a forged segment may have had valid numbers: streams may end early
	foreign bool // a forged SYN was taken: an end talks to a stranger, and nothing is promised of its stream
	reached map[string]int
	steps   []string
}

// fuzzEnd is one end and its application.
type fuzzEnd struct {
	conn      *Conn
	base      sequence // of its stream's first byte
	written   int
	read      int
	eof       bool
	ended     bool // its application has ended it other than by CloseWrite
	handshake *fuzzHandshake
	wire      [][]byte // datagrams under way to it
	sent      int
	seen      [TimeWait + 1]bool
	once      Events
}

// mostUnderWay is how many datagrams the network holds each way.
const mostUnderWay = 200

func newHarness(t *testing.T, code []byte) *harness {
	h := &harness{T: t, program: program{code}, now: dawn, reached: map[string]int{}}
	configs := [2]Config{h.endConfig(), h.endConfig()}
	configs[client].Connection = 0xC0FFEE
	if b := h.next(); b > 0 {
		h.budget = NewBudget((b - 1) * chunkSize)
	}
	modes, id := h.next(), uint32(h.next()&1)*drawn
	for i := range configs {
		h.ends[i] = &fuzzEnd{base: sequence(configs[i].InitialSequence).plus(1)}
		configs[i].Budget = h.budget
		if modes > 0 {
			h.ends[i].handshake = &fuzzHandshake{modes: modes >> (4 * i), server: i == server, id: id}
			configs[i].Flights = h.ends[i].handshake
		}
	}
	var errs [2]error
	h.ends[client].conn, errs[client] = Dial(h.now, configs[client])
	h.ends[server].conn, errs[server] = Accept(h.now, configs[server])
	if err := errors.Join(errs[0], errs[1]); err != nil {
		t.Fatal(err)
	}
	return h
}

// fuzzHandshake answers each flight at once, later, not at all at first, or never.
type fuzzHandshake struct {
	modes   int // two bits for each flight that arrives
	server  bool
	id      uint32
	calls   int
	pending *Answer
}

func (f *fuzzHandshake) Next(received []byte) (Answer, error) {
	answer := Answer{Payload: []byte("hello")}
	if f.server || string(received) == "share" {
		answer.Payload, answer.Connection = []byte("share"), f.id
	}
	if received == nil && !f.server {
		return answer, nil
	}
	mode := f.modes >> (2 * f.calls) & 3
	f.calls++
	switch mode {
	case 1:
		f.pending = &answer
		return Answer{}, ErrPending
	case 2:
		return Answer{}, ErrIgnored
	case 3:
		return Answer{}, errors.New("refused")
	}
	return answer, nil
}

// streamBytes are n bytes of what an end writes, from an offset on. Any other byte at that place would show.
func streamBytes(from, offset, n int) []byte {
	p := make([]byte, n)
	for i := range p {
		x := uint32(offset+i)*2654435761 + uint32(from)*0x5bd1e995
		p[i] = byte(x>>24) ^ byte(x>>11)
	}
	return p
}

func (h *harness) note(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf("%12v  ", h.now.Sub(dawn))+fmt.Sprintf(format, args...))
}

// fail prints the steps that led here.
func (h *harness) fail(format string, args ...any) {
	h.Helper()
	for _, step := range h.steps[max(0, len(h.steps)-120):] {
		h.Log(step)
	}
	for i, e := range h.ends {
		h.Logf("%s %v err=%v %+v", names[i], e.conn.State(), e.conn.Err(), e.conn.Stats())
	}
	h.Fatalf(format, args...)
}

// flush sends what an end has to send, at most so many datagrams.
func (h *harness) flush(i, most int) {
	e := h.ends[i]
	for n := range most {
		b := make([]byte, wire.MaxDatagram)
		size := e.conn.Transmit(h.now, b)
		h.check(i)
		if size == 0 {
			return
		}
		if _, _, err := wire.Parse(b[:size]); err != nil || size > e.conn.config.MaxDatagram {
			h.fail("end %d sends %d bytes: %v", i, size, err)
		}
		if n > 1000 {
			h.fail("end %d sends without end", i)
		}
		h.note("%s %s", names[i], describe(b[:size]))
		e.sent++
		if to := h.ends[1-i]; len(to.wire) < mostUnderWay {
			to.wire = append(to.wire, b[:size])
		}
	}
	if d := e.conn.Deadline(); d.IsZero() || d.After(h.now) {
		h.fail("end %d was cut short, and its deadline is %v", i, d)
	}
}

// settle does what a driver does after a call: it sends, and lets time-outs fire that are due, until none is.
func (h *harness) settle(i int) {
	h.flush(i, 1<<20)
	for tries := 0; h.due(i); tries++ {
		if tries > 20 {
			h.fail("end %d: the deadline stays at %v", i, h.ends[i].conn.Deadline().Sub(dawn))
		}
		h.ends[i].conn.Advance(h.now)
		h.flush(i, 1<<20)
	}
}

func (h *harness) due(i int) bool {
	d := h.ends[i].conn.Deadline()
	return !d.IsZero() && !h.now.Before(d)
}

// check holds an end to what is true at any time.
func (h *harness) check(i int) {
	e := h.ends[i]
	if err := invariants(e.conn); err != nil {
		h.fail("end %d: %v", i, err)
	}
	e.seen[e.conn.State()] = true
	if h.budget != nil {
		if most := h.budget.limit + 6; h.budget.used > most {
			h.fail("%d chunks are held, %d at most", h.budget.used, most)
		}
		if h.budget.left() == 0 {
			h.reached[exhausted]++
		}
	}
	if h.ends[0].conn.State() == Established && h.ends[1].conn.State() == Established {
		h.reached[bothOpen]++
	}
}

// read lets an end's application read, and compares.
func (h *harness) read(i, most int) {
	e := h.ends[i]
	p := make([]byte, most)
	n, err := e.conn.Read(p)
	if !h.foreign && (e.read+n > h.ends[1-i].written || !bytes.Equal(p[:n], streamBytes(1-i, e.read, n))) {
		h.fail("end %d reads %d bytes at %d that were not written there", i, n, e.read)
	}
	e.read += n
	if errors.Is(err, io.EOF) && !e.ended {
		e.eof = true
		if !h.forged && e.seen[Established] && e.read != h.ends[1-i].written {
			h.fail("end %d reports EOF at %d of %d bytes", i, e.read, h.ends[1-i].written)
		}
	}
}

// arrive gives an end a datagram that is under way to it.
func (h *harness) arrive(i, k int) {
	e := h.ends[i]
	if len(e.wire) == 0 {
		return
	}
	k %= len(e.wire)
	d := e.wire[k]
	e.wire = append(e.wire[:k:k], e.wire[k+1:]...)
	h.note("-> end %d: %s", i, describe(d))
	_ = e.conn.Receive(h.now, d)
	h.check(i)
}

// pass lets time pass; both drivers come in time, but for one that is stopped (-1 is none).
func (h *harness) pass(d time.Duration, halted int) {
	until := h.now.Add(d)
	for events := 0; ; events++ {
		next, who := until, -1
		for i, e := range h.ends {
			if at := e.conn.Deadline(); i != halted && !at.IsZero() && at.Before(next) {
				next, who = at, i
			}
		}
		if next.After(h.now) {
			h.now = next
		}
		if who < 0 {
			return
		}
		if events > 20000 {
			h.fail("20,000 time-outs in %v", d)
		}
		h.ends[who].conn.Advance(h.now)
		h.settle(who)
	}
}
