package arq

import (
	"time"
)

// run executes the program, then closes and lets both ends finish on a path that loses nothing.
func (h *harness) run() {
	h.settle(client)
	h.settle(server)
	for step := 0; !h.over() && step < 600; step++ {
		b := h.next()
		fuzzSteps[b&127%len(fuzzSteps)](h, b>>7)
		for i := range h.ends {
			h.check(i)
		}
	}
	h.finish()
}

// fuzzSteps are the steps of a program. Each concerns one end.
var fuzzSteps = []func(h *harness, i int){
	// The network delivers, also out of turn, twice or never, and in batches.
	func(h *harness, i int) { h.arrive(i, 0); h.settle(i) },
	func(h *harness, i int) { h.arrive(i, h.next()); h.settle(i) },
	func(h *harness, i int) {
		for range h.next() & 15 {
			h.arrive(i, 0)
		}
		h.settle(i)
	},
	func(h *harness, i int) {
		if e := h.ends[i]; len(e.wire) > 0 {
			e.wire = e.wire[1:]
		}
	},
	func(h *harness, i int) {
		if e := h.ends[i]; len(e.wire) > 0 {
			e.wire = append(e.wire, e.wire[h.next()%len(e.wire)])
		}
	},
	func(h *harness, _ int) { h.exchange(h.next()&7+1, h.duration(), h.next(), false) },
	func(h *harness, _ int) { h.exchange(h.next()&31+1, 10*time.Millisecond, 0, false) },
	func(h *harness, _ int) { h.exchange(h.next()&7+1, h.duration(), h.next(), true) },
	// Time.
	func(h *harness, _ int) { h.pass(h.duration(), -1) },
	func(h *harness, i int) { h.stop(i, h.duration()) },
	func(h *harness, _ int) {
		h.now = h.now.Add(h.duration())
		h.settle(client)
		h.settle(server)
		h.reached[stopped]++
	},
	// The application.
	func(h *harness, i int) { h.write(i, h.size()); h.settle(i) },
	func(h *harness, i int) { h.write(i, h.next()+1); h.settle(i) },
	func(h *harness, i int) { h.write(i, h.size()); h.flush(i, 1+h.next()&3) },
	func(h *harness, i int) { h.read(i, h.size()); h.settle(i) },
	func(h *harness, i int) { h.read(i, 1<<16); h.settle(i) },
	func(h *harness, i int) { h.read(i, 0) },
	func(h *harness, i int) { h.events(i) },
	func(h *harness, i int) { h.answer(i); h.settle(i) },
	func(h *harness, i int) { h.ends[i].conn.CloseWrite(); h.settle(i) },
	func(h *harness, i int) { h.end(i, func() { h.ends[i].conn.Close(h.now, h.duration()) }) },
	func(h *harness, i int) {
		if h.next()&3 == 0 { // rarely, as nothing follows
			h.end(i, h.ends[i].conn.Reset)
		}
	},
	func(h *harness, i int) {
		if h.next()&7 == 0 {
			h.end(i, h.ends[i].conn.Release)
		}
	},
	// Other connections take memory, and give it back.
	func(h *harness, _ int) {
		for range h.next() {
			if h.budget != nil && h.budget.left() > 0 {
				h.others = append(h.others, h.budget.take())
			}
		}
	},
	func(h *harness, _ int) { h.giveBack(h.next()) },
	// A stranger.
	func(h *harness, i int) { h.forge(i) },
	func(h *harness, i int) { h.forge(i) },
	func(h *harness, i int) { h.noise(i) },
}

// exchange lets datagrams cross both ways for some rounds. lost says which of eight are lost; batched means
// that an end answers only when all have arrived.
func (h *harness) exchange(rounds int, delay time.Duration, lost int, batched bool) {
	count := 0
	for range rounds {
		h.pass(delay, -1)
		for i, e := range h.ends {
			for range len(e.wire) {
				if count++; lost>>(count&7)&1 != 0 {
					e.wire = e.wire[1:]
					continue
				}
				h.arrive(i, 0)
				if !batched {
					h.settle(i)
				}
			}
			h.settle(i)
		}
	}
}

// stop halts an end's process while the other one goes on.
func (h *harness) stop(i int, d time.Duration) {
	h.note("end %d stops for %v", i, d)
	h.reached[stopped]++
	h.pass(d, i)
	h.settle(i)
}

func (h *harness) write(i, n int) {
	e := h.ends[i]
	n, err := e.conn.Write(streamBytes(i, e.written, n))
	e.written += n
	h.note("end %d writes %d, %v", i, n, orNothing(err))
}

// events takes an end's events: those that happen once must not come again.
func (h *harness) events(i int) {
	e := h.ends[i]
	got := e.conn.TakeEvents()
	if again := got & e.once & (EventEOF | EventClosed | EventFailed); again != 0 {
		h.fail("end %d: events %b again", i, again)
	}
	e.once |= got
}

// answer brings the answer to a flight that the handshake has put off.
func (h *harness) answer(i int) {
	f := h.ends[i].handshake
	if f == nil || f.pending == nil {
		return
	}
	answer := *f.pending
	f.pending = nil
	h.reached[lateAnswer]++
	h.ends[i].conn.Answer(h.now, answer, nil)
}

// end lets the application end a connection.
func (h *harness) end(i int, how func()) {
	h.note("end %d is ended", i)
	h.ends[i].ended = true
	how()
	h.settle(i)
}

func (h *harness) giveBack(n int) {
	for ; n > 0 && len(h.others) > 0; n-- {
		h.budget.put(h.others[0])
		h.others = h.others[1:]
	}
}

// Bounds of the end on a path that loses nothing: of time, and of what each end sends for what was left, for timers and
// for challenges.
const (
	finishWithin  = 30 * time.Minute
	finishPackets = 4000
)

// finish closes both ends, reads what comes, and waits for the end.
func (h *harness) finish() {
	h.giveBack(len(h.others))
	for i, e := range h.ends {
		h.answer(i)
		e.conn.CloseWrite()
		h.settle(i)
		e.sent = 0
	}
	for until := h.now.Add(finishWithin); !h.ends[0].conn.Done() || !h.ends[1].conn.Done(); {
		if h.now.After(until) {
			h.fail("not over after %v", finishWithin)
		}
		h.turn()
	}
	for i, e := range h.ends {
		for !e.ended && e.conn.Readable() > 0 {
			h.read(i, 1<<16)
		}
		h.read(i, 1)
		if e.sent > finishPackets {
			h.fail("end %d sent %d datagrams to finish", i, e.sent)
		}
		if err := e.conn.Err(); err != nil {
			h.reached[err.Error()]++
		}
		if e.conn.Connection() == drawn {
			h.reached[givenID]++
		}
	}
	h.whole()
	for _, e := range h.ends {
		e.conn.Release()
	}
	if h.budget != nil && h.budget.used != 0 {
		h.fail("%d chunks are held by nobody", h.budget.used)
	}
}

// turn goes to the next time-out, or lets everything that is under way arrive.
func (h *harness) turn() {
	if len(h.ends[0].wire)+len(h.ends[1].wire) > 0 {
		h.exchange(1, 10*time.Millisecond, 0, false)
	} else {
		next := h.now.Add(time.Minute)
		for _, e := range h.ends {
			if d := e.conn.Deadline(); !d.IsZero() && d.Before(next) {
				next = d
			}
		}
		h.pass(next.Sub(h.now), -1)
		for i := range h.ends {
			if h.due(i) {
				h.ends[i].conn.Advance(h.now)
				h.settle(i)
			}
		}
	}
	for i := range h.ends {
		h.answer(i)
		h.read(i, 1<<16)
		h.settle(i)
	}
}

// whole checks that nothing is missing where both ends closed in order.
func (h *harness) whole() {
	a, b := h.ends[client], h.ends[server]
	if h.forged || h.foreign || a.ended || b.ended || a.conn.Err() != nil || b.conn.Err() != nil || !a.seen[Established] {
		return
	}
	for i, e := range h.ends {
		if !e.eof || e.read != h.ends[1-i].written {
			h.fail("end %d has %d of %d bytes, EOF %v", i, e.read, h.ends[1-i].written, e.eof)
		}
	}
	if a.read+b.read > 0 {
		h.reached[wholeStreams]++
	}
}
