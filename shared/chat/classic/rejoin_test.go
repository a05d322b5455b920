package classic

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
)

// back reports whether the client has joined again.
func (w *world) back() bool { return slices.Contains(w.kinds(), chat.Back) }

func TestRejoinAfterRestart(t *testing.T) {
	for _, original := range []bool{false, true} {
		for _, down := range []time.Duration{0, time.Second, 30 * time.Second, 55 * time.Second} {
			w := newWorld(t)
			w.fake.original = original
			w.join()
			w.run(time.Second)
			oldKey := w.m.session.key
			w.reach = refusing
			w.run(31 * time.Second) // noticed by now
			w.run(down)
			w.restart()
			w.reach = listening
			if !w.until(3*time.Second, w.back) {
				t.Fatalf("original=%v, down for %v: not back", original, down)
			}
			w.wantEvents(chat.Away, chat.Back)
			if w.m.session.key.Public == oldKey.Public {
				t.Error("the old key is used again")
			}
			if w.fake.holder("juri") == "" || len(w.open) != 1 {
				t.Errorf("holder %q, open sockets %v", w.fake.holder("juri"), w.open)
			}
			if err := w.say("halo"); err != nil {
				t.Fatal(err)
			}
			if err := w.settle(time.Minute); err != nil {
				t.Error(err)
			}
			w.wantEvents(chat.Said)
		}
	}
}

// TestRejoinResolvesAgain moves the server's name to an address that does not resolve for a while.
func TestRejoinResolvesAgain(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.reach, w.resolve = refusing, errors.New("no such host")
	_ = w.say("halo")
	w.run(30 * time.Second)
	w.restart()
	w.reach, w.resolve = listening, nil
	if !w.until(2*time.Second, w.back) {
		t.Fatal("not back")
	}
	w.wantEvents(chat.Away, chat.Unseen, chat.Back)
}

// TestRejoinAfterLongOutage: the server did not notice and still has us under the old port. The room sees one leave
// and one join.
func TestRejoinAfterLongOutage(t *testing.T) {
	for _, original := range []bool{false, true} {
		w := newWorld(t)
		w.fake.original = original
		w.join()
		w.run(time.Second)
		w.fake.lines = nil
		w.reach = silent
		w.run(75 * time.Second)
		w.reach = listening
		if !w.until(15*time.Second, w.back) {
			t.Fatal("not back")
		}
		w.wantEvents(chat.Away, chat.Back)
		want := []string{"juri keluar dari obrolan.", "juri memasuki obrolan!"}
		if got := w.fake.lines; len(got) < 2 || !slices.Equal(got[:2], want) {
			t.Errorf("the room saw %q", got)
		}
	}
}

// TestGhostGoesAtOnce loses only the answers: LEAVE_TAG from the old port frees the name at once.
func TestGhostGoesAtOnce(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.down = func([]byte) []time.Duration { return nil }
	if !w.until(2*time.Minute, func() bool { return slices.Contains(w.kinds(), chat.Away) }) {
		t.Fatal("not away")
	}
	w.down = nil
	if !w.until(10*trip, w.back) {
		t.Fatal("not back")
	}
}

// TestSecondGhost loses the server again right after it gave us the name.
func TestSecondGhost(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.run(time.Second)
	_ = w.say("halo")
	w.restart()
	w.down = func(data []byte) []time.Duration {
		if strings.HasSuffix(string(data), "diset!") {
			w.reach = silent
			w.after(15*time.Second, func() { w.reach, w.down = listening, nil })
			return nil
		}
		return []time.Duration{trip}
	}
	if !w.until(time.Minute, w.back) {
		t.Fatal("not back")
	}
	w.run(time.Second)
	if len(w.open) != 1 {
		t.Errorf("sockets %v are open", w.open)
	}
}

// TestRejoinWithNameTaken: somebody else has the name, and leaves later.
func TestRejoinWithNameTaken(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.run(time.Second)
	w.restart()
	w.another("juri")
	_ = w.say("halo")
	w.run(40 * time.Second)
	if w.back() {
		t.Fatal("back under a name that another has")
	}
	w.fake.forget("xjuri")
	if !w.until(3*time.Second, w.back) {
		t.Fatal("not back")
	}
}

// TestRejoinInVain ends after a minute with a reason.
func TestRejoinInVain(t *testing.T) {
	for _, c := range []struct {
		name string
		how  func(w *world)
		is   error
		says string
	}{
		{"silent", func(w *world) { w.reach = silent }, chat.ErrNoServer, "did not come back"},
		{"refusing", func(w *world) { w.reach = refusing }, chat.ErrNoServer, "nobody listens"},
		{"name taken", func(w *world) { w.restart(); w.another("juri") }, chat.ErrHeld, "is taken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.join()
			c.how(w)
			_ = w.say("halo")
			w.run(90 * time.Second)
			w.wantEndedWith(t, c.is, c.says)
		})
	}
}

func (w *world) wantEndedWith(t *testing.T, is error, says string) {
	t.Helper()
	last := w.events[len(w.events)-1]
	if last.Kind != chat.Ended || !errors.Is(last.Err, is) || errors.Is(last.Err, chat.ErrName) != errors.Is(is, chat.ErrHeld) {
		t.Fatalf("last event %v %v", last.Kind, last.Err)
	}
	if !strings.Contains(last.Err.Error(), says) {
		t.Errorf("%q does not say %q", last.Err, says)
	}
	at := w.events[slices.Index(w.kinds(), chat.Away)].At
	if took := last.At.Sub(at); is == chat.ErrNoServer && took != time.Minute {
		t.Errorf("gave up after %v", took)
	}
	if len(w.open) > 0 || !w.m.Deadline().IsZero() {
		t.Errorf("after the end: sockets %v, deadline %v", w.open, w.m.Deadline())
	}
	if err := w.say("halo"); !errors.Is(err, chat.ErrClosed) {
		t.Errorf("Say after the end: %v", err)
	}
}

func TestRejoinWithChangedPassword(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.restart()
	w.fake.password = "another"
	_ = w.say("halo")
	w.run(30 * time.Second)
	w.wantEndedWith(t, chat.ErrPassword, "refused the password")
}

// TestRejoinOverLosses restarts the server behind a path that loses every third datagram each way.
func TestRejoinOverLosses(t *testing.T) {
	for _, original := range []bool{false, true} {
		w := newWorld(t)
		w.fake.original = original
		w.join()
		third := func() func([]byte) []time.Duration {
			n := 0
			return func([]byte) []time.Duration {
				if n++; n%3 == 0 {
					return nil
				}
				return []time.Duration{trip}
			}
		}
		w.up, w.down = third(), third()
		w.restart()
		if !w.until(80*time.Second, w.back) {
			t.Fatal("not back")
		}
	}
}
