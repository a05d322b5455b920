package classic

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	wire "obrolan/shared/wire/classic"

	"pgregory.net/rapid"

	"obrolan/shared/chat"
)

// TestRandomInput gives the machine random input. It must not panic, spin, answer a call twice or send through a closed
// socket; in the end every call has been answered.
func TestRandomInput(t *testing.T) {
	datagrams := []string{
		"", wire.TextPasswordRight, wire.TextPasswordWrong, wire.TextPasswordFirst, wire.TextAvailable,
		wire.TextUnavailable, wire.TextBye, "Username juri berhasil diset!", "Username :\x1b berhasil diset!",
		"17,65537", "3,999999999999", "ENCRYPTED:", "ENCRYPTED:1f END", "END", "12 ab", "ENCRYPTED:12END", "hi\x00", "\xff",
	}
	names := []string{"juri", "budi", "", "a:b"}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(nil)
		w.t = tb{t, rt}
		w.fake.original = rapid.Bool().Draw(rt, "original")
		for range rapid.IntRange(1, 80).Draw(rt, "steps") {
			socket := uint32(rapid.IntRange(0, int(w.m.sockets)+1).Draw(rt, "socket"))
			name := rapid.SampledFrom(names).Draw(rt, "name")
			switch rapid.IntRange(0, 12).Draw(rt, "what") {
			case 0:
				w.call((*Machine).Dial)
			case 1:
				w.call(func(m *Machine, now time.Time, call uint64) { m.Authenticate(now, call, "12345") })
			case 2:
				w.call(func(m *Machine, now time.Time, call uint64) { m.Enter(now, call, name) })
			case 3:
				w.call(func(m *Machine, now time.Time, call uint64) { m.Say(now, call, name+" says") })
			case 4:
				w.call(func(m *Machine, now time.Time, call uint64) { m.Settle(now, call) })
			case 5:
				w.m.Cancel(w.now, uint64(rapid.IntRange(0, int(w.calls)).Draw(rt, "call")), context.Canceled)
			case 6:
				w.m.Refused(w.now, socket)
			case 7, 8:
				w.m.Datagram(w.now, socket, []byte(rapid.SampledFrom(datagrams).Draw(rt, "datagram")))
			case 9:
				w.m.Datagram(w.now, socket, rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes"))
			case 10:
				w.reach = reach(rapid.IntRange(0, 2).Draw(rt, "reach"))
			case 11:
				w.restart()
			case 12:
				w.call((*Machine).Leave)
			}
			w.run(time.Duration(rapid.IntRange(0, 20_000).Draw(rt, "ms")) * time.Millisecond)
		}
		w.m.End(w.now, nil)
		w.carryOut()
		if len(w.results) != int(w.calls) {
			rt.Fatalf("%d of %d calls were answered: %v", len(w.results), w.calls, w.steps)
		}
		if n := len(w.open); n > 0 {
			rt.Fatalf("%d sockets are open", n)
		}
		if i := slices.Index(w.kinds(), chat.Ended); i != len(w.events)-1 {
			rt.Fatalf("Ended is event %d of %d", i, len(w.events))
		}
	})
}

// tb reports failures to rapid, which then shrinks the input.
type tb struct {
	*testing.T
	rt *rapid.T
}

func (t tb) Helper()                   {}
func (t tb) Fatal(args ...any)         { t.rt.Fatal(args...) }
func (t tb) Fatalf(f string, a ...any) { t.rt.Fatalf(f, a...) }
func (t tb) Errorf(f string, a ...any) { t.rt.Errorf(f, a...) }

// TestBadPath joins and talks over paths that lose, duplicate and reorder datagrams. Every text is echoed or reported
// lost, once, and the room gets it at most once for each copy of its datagram.
func TestBadPath(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { talkOverBadPath(t, seed) })
	}
}

func talkOverBadPath(t *testing.T, seed uint64) {
	w := newWorld(t)
	w.fake.original = seed%2 == 1
	random := rand.New(rand.NewPCG(seed, 1))
	lossy := func([]byte) []time.Duration {
		var all []time.Duration
		for random.IntN(10) < 9 { // one in ten lost; of the others one in five doubled
			all = append(all, trip+time.Duration(random.IntN(100))*time.Millisecond)
			if random.IntN(5) > 0 {
				break
			}
		}
		return all
	}
	w.up, w.down = lossy, lossy
	w.join()
	for i := range 50 {
		if err := w.say(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		w.run(time.Duration(random.IntN(500)) * time.Millisecond)
	}
	_ = w.settle(time.Minute)
	ends := map[string]bool{}
	for _, e := range w.events {
		switch e.Kind {
		case chat.Said, chat.Unseen:
			if e.Kind == chat.Said && !e.Own {
				t.Errorf("%+v", e)
			}
			ends[e.Text] = true
		case chat.Away, chat.Ended:
			t.Errorf("%v %v", e.Kind, e.Err)
		}
	}
	if len(ends) != 50 {
		t.Errorf("%d of 50 texts came to an end", len(ends))
	}
}
