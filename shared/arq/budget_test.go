package arq

import (
	"bytes"
	"testing"
	"time"

	"obrolan/shared/impair"
)

// budgetWorld is a number of transfers between connections that share one budget on each side.
func budgetWorld(t *testing.T, n, budget int, path impair.Config) ([]*world, [2]*Budget) {
	budgets := [2]*Budget{NewBudget(budget), NewBudget(budget)}
	worlds := make([]*world, n)
	for i := range worlds {
		c, s := config(), peerConfig()
		c.Budget, s.Budget = budgets[client], budgets[server]
		worlds[i] = newWorld(t, uint64(i), path, path, c, s)
		watchPromises(worlds[i])
	}
	return worlds, budgets
}

// together lets worlds turn side by side until done says so of each, and reports whether that happened in time.
func together(worlds []*world, limit time.Duration, done func(*world) bool) bool {
	for _, w := range worlds {
		w.serve(client)
		w.serve(server)
	}
	for end := dawn.Add(limit); ; {
		var next *world
		var earliest time.Time
		for _, w := range worlds {
			if at, any := w.next(); any && !done(w) && (next == nil || at.Before(earliest)) {
				next, earliest = w, at
			}
		}
		if next == nil || earliest.After(end) {
			break
		}
		next.step(end)
	}
	for _, w := range worlds {
		if !done(w) {
			return false
		}
	}
	return true
}

// TestExhaustedBudget: fifty transfers share memory for a dozen chunks, or for none at all. All of them get across, on
// a lossy path too, and none holds more than its share beyond the budget.
func TestExhaustedBudget(t *testing.T) {
	lossy := clean
	lossy.Loss, lossy.Reorder, lossy.ReorderBy = 0.05, 0.1, 3*time.Millisecond
	for _, budget := range []int{0, 12 * chunkSize} {
		for _, path := range []impair.Config{clean, lossy} {
			const n, size = 50, 30_000
			worlds, budgets := budgetWorld(t, n, budget, path)
			data := pattern(size, 1)
			for _, w := range worlds {
				w.ends[client].write = data
				w.onSend = checkBudget(w, budgets, budget+n*3*chunkSize)
			}
			over := func(w *world) bool {
				return len(w.ends[server].got) == size && w.ends[client].conn.Unacknowledged() == 0
			}
			if !together(worlds, 30*time.Minute, over) {
				for _, w := range worlds {
					if !over(w) {
						w.fail("stalled at %d of %d bytes", len(w.ends[server].got), size)
					}
				}
			}
			for i, w := range worlds {
				if !bytes.Equal(w.ends[server].got, data) {
					w.fail("transfer %d: other bytes arrived", i)
				}
			}
			for i, b := range budgets {
				if b.Held() != 0 {
					t.Errorf("%s %d bytes are held although nothing is under way", names[i], b.Held())
				}
			}
		}
	}
}

func checkBudget(w *world, budgets [2]*Budget, most int) func(int, []byte) {
	next := w.onSend
	return func(from int, datagram []byte) {
		for _, b := range budgets {
			if b.Held() > most {
				w.fail("%d bytes held, %d at most", b.Held(), most)
			}
		}
		next(from, datagram)
	}
}

// TestBudgetClosesWindows: connections whose applications do not read use the budget up. The windows of the others
// become small, and open again when memory is free.
func TestBudgetClosesWindows(t *testing.T) {
	const budget = 40 * chunkSize
	worlds, budgets := budgetWorld(t, 5, budget, clean)
	for _, w := range worlds {
		w.ends[server].halt = true
		w.ends[client].write = pattern(100_000, 1)
	}
	together(worlds, time.Second, func(*world) bool { return false })
	if held := budgets[server].Held(); held < budget/2 || held > budget+5*2*chunkSize {
		t.Fatalf("%d bytes held of %d", held, budget)
	}
	for i, w := range worlds {
		if window := w.ends[server].conn.recv.window(); window > budget/2 {
			t.Errorf("connection %d still promises %d bytes", i, window)
		}
	}
	for _, w := range worlds {
		w.ends[server].halt = false
	}
	read := func(w *world) bool { return len(w.ends[server].got) == 100_000 }
	if !together(worlds, 10*time.Minute, read) {
		t.Errorf("the transfers did not go on")
	}
	if held := budgets[server].Held(); held != 0 {
		t.Errorf("%d bytes held after all was read", held)
	}
}

// TestEarlyBytesLeaveRoomForNext: bytes that came early hold all the memory there is. What they wait for gets in all
// the same.
func TestEarlyBytesLeaveRoomForNext(t *testing.T) {
	b := receiveBuffer{store: chunkStore{budget: NewBudget(2 * chunkSize)}}
	b.start(0, 1<<16)
	p := pattern(1<<16, 3)
	for at := 2000; at < 20_000; at += 1000 {
		b.insert(sequence(at), p[at:at+1000])
	}
	if held := b.store.budget.Held(); held > 2*chunkSize {
		t.Fatalf("early bytes hold %d bytes", held)
	}
	for at := 0; at < 20_000; at += 1000 {
		if got := b.insert(sequence(at), p[at:at+1000]); got == refused {
			t.Fatalf("the bytes from %d on are refused", at)
		}
		out := make([]byte, 2000)
		b.readInto(out)
	}
	if b.next != 20_000 || b.store.held != 0 {
		t.Errorf("next is %d, %d chunks held", b.next, b.store.held)
	}
}

// TestFailureReleasesEarlyBytes: bytes beyond a hole can't be read once the connection has ended, and once kept their memory.
func TestFailureReleasesEarlyBytes(t *testing.T) {
	for _, ready := range []int{0, 100} {
		s := peerConfig()
		s.Budget = NewBudget(100_000)
		w := newWorld(t, 0, clean, clean, config(), s)
		w.pass(100 * time.Millisecond)
		w.ends[server].halt = true
		c := w.ends[server].conn
		next := c.recv.next
		c.recv.insert(next, pattern(ready, 1))
		c.recv.insert(next.plus(5000), pattern(1000, 2))
		c.fail(ErrTimeout)
		w.serve(server)
		if n, _ := c.Read(make([]byte, 1000)); n != ready {
			w.fail("%d bytes could be read", n)
		}
		if held := s.Budget.Held(); held != 0 {
			w.fail("%d readable bytes: %d bytes still held", ready, held)
		}
	}
}
