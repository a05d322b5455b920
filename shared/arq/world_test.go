package arq

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// reporter is what testing.T, testing.B and rapid.T share.
type reporter interface {
	Helper()
	Logf(string, ...any)
	Fatalf(string, ...any)
}

// The two ends of a world.
const (
	client = 0
	server = 1
)

// world is two ends of a connection, a path each way, and virtual time. It is an event loop: the
// next event is a datagram's arrival or an end's deadline, whichever is earlier.
type world struct {
	reporter
	now   time.Time
	ends  [2]*end
	paths [2]*impair.Link // by sender
	wire  impair.Timeline[parcel]

	seed   uint64
	quiet  bool // keep no steps: a benchmark
	steps  []string
	out    []impair.Delivery
	free   [][]byte
	events int
	idle   int // events at one moment

	// onSend sees each datagram as it leaves; it may be nil.
	onSend func(from int, datagram []byte)
}

type parcel struct {
	to       int
	datagram []byte
}

// end is one end with an application that writes what it has, reads all it gets and then closes.
type end struct {
	conn    *Conn
	write   []byte // still to be written
	piece   int    // bytes a Write at most; 0 is all
	close   bool   // CloseWrite after that
	got     []byte
	eof     bool
	err     error
	halt    bool // the application does not read
	app     func(w *world, e *end)
	scratch []byte
}

var dawn = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func newWorld(t reporter, seed uint64, up, down impair.Config, clientConfig, serverConfig Config) *world {
	w := &world{reporter: t, now: dawn, seed: seed}
	c, err := Dial(w.now, clientConfig)
	if err != nil {
		t.Fatalf("Dial: %v", err)
	}
	s, err := Accept(w.now, serverConfig)
	if err != nil {
		t.Fatalf("Accept: %v", err)
	}
	w.ends = [2]*end{{conn: c}, {conn: s}}
	w.paths[client] = impair.NewLink(up, seed, 1, impair.Up)
	w.paths[server] = impair.NewLink(down, seed, 1, impair.Down)
	for _, e := range w.ends {
		e.app = plainApp
		e.scratch = make([]byte, 32<<10)
	}
	return w
}

// plainApp writes, reads, closes.
func plainApp(w *world, e *end) {
	for len(e.write) > 0 {
		p := e.write
		if e.piece > 0 {
			p = p[:min(len(p), e.piece)]
		}
		n, err := e.conn.Write(p)
		e.write = e.write[n:]
		if n == 0 || err != nil {
			break
		}
	}
	if e.close && len(e.write) == 0 && e.conn.State() != Listen {
		e.conn.CloseWrite()
	}
	for !e.halt && !e.eof && e.err == nil {
		n, err := e.conn.Read(e.scratch)
		e.got = append(e.got, e.scratch[:n]...)
		if errors.Is(err, io.EOF) {
			e.eof = true
		} else if err != nil {
			e.err = err
		}
		if n == 0 {
			break
		}
	}
}

// serve lets the application of an end work and sends what is to be sent.
func (w *world) serve(from int) {
	e := w.ends[from]
	e.app(w, e)
	for burst := 0; ; burst++ {
		datagram := w.buffer()
		n := e.conn.Transmit(w.now, datagram)
		if n == 0 {
			w.free = append(w.free, datagram)
			return
		}
		if n > wire.MaxDatagram || burst > 20000 {
			w.fail("end %d sends without end, or %d bytes", from, n)
		}
		w.send(from, datagram[:n])
	}
}

func (w *world) send(from int, datagram []byte) {
	if w.onSend != nil {
		w.onSend(from, datagram)
	}
	w.out = w.paths[from].Send(w.now, datagram, w.out[:0])
	if !w.quiet {
		_, verdict := w.paths[from].Last()
		w.note("%s %s  (%s, arrives %d times)", names[from], describe(datagram), verdict, len(w.out))
	}
	for _, d := range w.out {
		w.wire.Push(d.At, parcel{1 - from, d.Data})
	}
	if len(w.out) == 0 {
		w.free = append(w.free, datagram)
	}
}

var names = [2]string{"client ->", "server ->"}

func (w *world) buffer() []byte {
	if n := len(w.free); n > 0 {
		b := w.free[n-1]
		w.free = w.free[:n-1]
		return b[:cap(b)]
	}
	return make([]byte, wire.MaxDatagram)
}

// next is the time of the next event.
func (w *world) next() (time.Time, bool) {
	at, any := w.wire.Next()
	for _, e := range w.ends {
		if d := e.conn.Deadline(); !d.IsZero() && (!any || d.Before(at)) {
			at, any = d, true
		}
	}
	return at, any
}

// step goes to the next event and reports whether there was one before end.
func (w *world) step(until time.Time) bool {
	at, any := w.next()
	if !any || at.After(until) {
		w.now = until
		return false
	}
	if at.After(w.now) {
		w.now, w.idle = at, 0
	} else if w.idle++; w.idle > 20000 {
		w.fail("time stands still")
	}
	w.events++
	if p, _, ok := w.wire.Pop(w.now); ok {
		w.arrive(p)
	}
	for i, e := range w.ends {
		if d := e.conn.Deadline(); !d.IsZero() && !w.now.Before(d) {
			e.conn.Advance(w.now)
			w.serve(i)
		}
	}
	return true
}

func (w *world) arrive(p parcel) {
	err := w.ends[p.to].conn.Receive(w.now, p.datagram)
	if !w.quiet {
		w.note("-> %s %s %v", [2]string{"client", "server"}[p.to], describe(p.datagram), orNothing(err))
	}
	if cap(p.datagram) == wire.MaxDatagram {
		w.free = append(w.free, p.datagram)
	}
	w.serve(p.to)
}

// run lets the world turn until done says so or the time is up; it reports whether done did.
func (w *world) run(limit time.Duration, done func() bool) bool {
	until := w.now.Add(limit)
	w.serve(client)
	w.serve(server)
	for !done() {
		if !w.step(until) {
			return done()
		}
	}
	return true
}

// pass lets time pass.
func (w *world) pass(d time.Duration) { w.run(d, func() bool { return false }) }

// note keeps a step for the report of a failure.
func (w *world) note(format string, args ...any) {
	line := fmt.Sprintf("%9.3f ms  ", float64(w.now.Sub(dawn).Microseconds())/1000)
	w.steps = append(w.steps, line+fmt.Sprintf(format, args...))
}

// fail prints the steps that led here, and the seed.
func (w *world) fail(format string, args ...any) {
	w.Helper()
	const most = 150
	first := max(0, len(w.steps)-most)
	for i, step := range w.steps[first:] {
		w.Logf("%5d  %s", first+i+1, step)
	}
	for i, e := range w.ends {
		w.Logf("%s %v err=%v %+v", names[i], e.conn.State(), e.conn.Err(), e.conn.Stats())
	}
	w.Fatalf("seed %d: %s", w.seed, fmt.Sprintf(format, args...))
}

func orNothing(err error) any {
	if err == nil {
		return ""
	}
	return err
}

// describe says in a line what a datagram is.
func describe(datagram []byte) string {
	s, _, err := wire.Parse(datagram)
	if err != nil {
		return err.Error()
	}
	var blocks strings.Builder
	for _, b := range s.Blocks[:s.BlockCount] {
		fmt.Fprintf(&blocks, " [%d,%d)", b.Start, b.End)
	}
	return fmt.Sprintf("#%d %v seq=%d+%d ack=%d win=%d echo=%d%s",
		s.Packet, s.Flags, s.Sequence, s.Length, s.Acknowledgement, s.Window, s.Echo, blocks.String())
}

// pattern is n bytes in which a shifted, lost or doubled piece shows.
func pattern(n int, salt byte) []byte {
	p := make([]byte, n)
	x := uint32(salt)*2654435761 + 1
	for i := range p {
		x = x*1664525 + 1013904223
		p[i] = byte(x >> 24)
	}
	return p
}

// exchange sends both patterns across, closes both ways, and checks that both streams are whole.
func (w *world) exchange(up, down int, limit time.Duration) {
	w.Helper()
	sent := [2][]byte{pattern(up, 1), pattern(down, 2)}
	for i, e := range w.ends {
		e.write, e.close = sent[i], true
	}
	over := func() bool {
		return w.ends[0].eof && w.ends[1].eof && w.closed(client) && w.closed(server)
	}
	if !w.run(limit, over) {
		w.fail("not over after %v", limit)
	}
	for i, e := range w.ends {
		if !bytes.Equal(e.got, sent[1-i]) {
			w.fail("end %d got another stream: %d bytes instead of %d", i, len(e.got), len(sent[1-i]))
		}
	}
}

// closed reports whether an end has completed its closing.
func (w *world) closed(i int) bool {
	state := w.ends[i].conn.State()
	return state == Closed && w.ends[i].conn.Err() == nil || state == TimeWait
}

var _ reporter = (*testing.T)(nil)
