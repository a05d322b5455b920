package classic

import (
	"errors"
	"slices"
	"testing"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// TestPresenceIsAskedEvery30Seconds, even in a busy room: a member who only reads sends nothing else.
func TestPresenceIsAskedEvery30Seconds(t *testing.T) {
	for _, original := range []bool{false, true} {
		w := newWorld(t)
		w.fake.original = original
		w.join()
		w.another("budi")
		for range 24 {
			w.post(w.fake.room("", wire.Line{Kind: wire.LineSaid, Name: "budi", Text: "x"}))
			w.run(15 * time.Second)
		}
		if n := w.count("check juri") - 1; n < 11 || n > 12 {
			t.Errorf("asked %d times in six minutes", n)
		}
		if slices.Contains(w.kinds(), chat.Away) {
			t.Error("away without a reason")
		}
	}
}

// TestShortOutage cuts the path at every moment of a minute for 19.5 s: the client stays.
func TestShortOutage(t *testing.T) {
	for ms := 0; ms < 60_000; ms += 499 {
		w := newWorld(t)
		w.join()
		w.run(time.Duration(ms) * time.Millisecond)
		w.reach = silent
		if ms%2 == 1 {
			if err := w.say("halo"); err != nil {
				t.Fatal(err)
			}
		}
		w.run(19500 * time.Millisecond)
		w.reach = listening
		w.run(time.Minute)
		if len(w.fake.lines) > 1 || slices.Contains(w.kinds(), chat.Away) {
			t.Fatalf("cut after %d ms: %q, events %v", ms, w.fake.lines, w.kinds())
		}
		if ms%2 == 1 && !slices.Equal(w.kinds(), []chat.EventKind{chat.Unseen}) {
			t.Fatalf("cut after %d ms: events %v", ms, w.kinds())
		}
	}
}

// TestServerGone checks that the client notices a lost server in time.
func TestServerGone(t *testing.T) {
	for _, c := range []struct {
		name   string
		how    func(w *world)
		within time.Duration
	}{
		{"silent", func(w *world) { w.reach = silent }, 55 * time.Second},
		{"silent, and something said", func(w *world) { w.reach = silent; _ = w.say("halo") }, 27 * time.Second},
		{"refusing", func(w *world) { w.reach = refusing }, 31 * time.Second},
		{"refusing, and something said", func(w *world) { w.reach = refusing; _ = w.say("halo") }, time.Second},
		{"says good-bye", func(w *world) { w.post([]mail{{"1", []byte(wire.TextBye)}}) }, time.Second},
		{"forgot us", func(w *world) { w.fake.peers["1"].let = false }, 31 * time.Second},
		{"forgot us, and something said", func(w *world) { w.fake.peers["1"].let = false; _ = w.say("halo") }, time.Second},
		{"forgot the name", func(w *world) { w.fake.peers["1"].name = "" }, 31 * time.Second},
		{"says that it stops", func(w *world) {
			w.post(w.fake.room("", wire.Line{Text: "Server berhenti."}))
			w.after(100*time.Millisecond, func() { w.reach = refusing })
		}, 2 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.join()
			w.run(100 * time.Millisecond)
			start := w.now
			c.how(w)
			gone := func() bool { return slices.Contains(w.kinds(), chat.Away) }
			if !w.until(2*time.Minute, gone) {
				t.Fatal("the client has not noticed")
			}
			if took := w.now.Sub(start); took > c.within {
				t.Errorf("noticed after %v", took)
			}
			i := slices.Index(w.kinds(), chat.Away)
			if err := w.events[i].Err; !errors.Is(err, chat.ErrNoServer) {
				t.Errorf("Away carries %v", err)
			}
			if err := w.say("halo"); !errors.Is(err, chat.ErrNoServer) {
				t.Errorf("Say while away: %v", err)
			}
		})
	}
}

// TestDoubtAfterTheLastQuestion: the answer that we are out comes when only one silence was left.
func TestDoubtAfterTheLastQuestion(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.reach = silent
	w.until(2*time.Minute, func() bool { return w.m.presence.silent == len(silences) })
	w.m.Datagram(w.now, 1, []byte(wire.TextPasswordFirst))
	w.reach = listening
	w.run(time.Minute)
	w.wantEvents()
}

// TestDoubtPasses gets one stray answer in each of many rounds.
func TestDoubtPasses(t *testing.T) {
	w := newWorld(t)
	w.join()
	for range 5 {
		w.until(time.Minute, func() bool { return !w.m.presence.until.IsZero() })
		w.m.Datagram(w.now, 1, []byte(wire.TextAvailable))
		w.run(10 * time.Second)
	}
	w.wantEvents()
}

// TestLateAnswerToAnEarlierQuestion: with seven seconds of delay every round asks twice. The second answer of one round
// must not count as the first of the next, which would report messages in flight as lost.
func TestLateAnswerToAnEarlierQuestion(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.run(20 * time.Second)
	w.down = func([]byte) []time.Duration { return []time.Duration{7 * time.Second} }
	w.until(time.Minute, func() bool { return w.m.presence.sent == 2 })
	w.run(2 * time.Second)
	if err := w.say("halo"); err != nil {
		t.Fatal(err)
	}
	w.run(20 * time.Second)
	w.wantEvents(chat.Said)
}

// TestStrayAnswers sends a member late answers from joining, and forged ones.
func TestStrayAnswers(t *testing.T) {
	for _, text := range []string{
		wire.TextPasswordFirst, wire.TextAvailable, wire.TextUnavailable, wire.TextPasswordRight,
		wire.TextPasswordWrong, "Username juri berhasil diset!", "Username budi berhasil diset!", "7,1009", "",
	} {
		for _, at := range []time.Duration{0, 29*time.Second + 995*time.Millisecond, 30*time.Second + 5*time.Millisecond} {
			if text == wire.TextPasswordFirst && at > 30*time.Second {
				continue // that one is an answer
			}
			w := newWorld(t)
			w.join()
			w.run(at)
			w.post([]mail{{"1", []byte(text)}})
			w.run(time.Minute)
			if len(w.events) > 0 || w.m.name != "juri" {
				t.Errorf("%q after %v: events %v, name %q", text, at, w.kinds(), w.m.name)
			}
		}
	}
}
