package classic

import (
	"errors"
	"slices"
	"testing"
	"time"

	"obrolan/shared/chat"
)

func TestLeave(t *testing.T) {
	for _, c := range []struct {
		name string
		how  func(w *world)
		want error
		take time.Duration
	}{
		{"answered", func(*world) {}, nil, 2 * trip},
		{"lost", func(w *world) { w.up = lose(starts("LEAVE"), 1) }, nil, time.Second},
		{"answer lost", func(w *world) { w.down = lose(starts("bye"), 1) }, nil, time.Second},
		{"silence", func(w *world) { w.reach = silent }, chat.ErrNoServer, 5 * time.Second},
		{"refused", func(w *world) { w.reach = refusing }, chat.ErrNoServer, 2 * trip},
	} {
		for _, original := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				w := newWorld(t)
				w.fake.original = original
				w.join()
				w.run(time.Second)
				w.fake.lines = nil
				c.how(w)
				start := w.now
				if err := w.leave(5 * time.Second); !errors.Is(err, c.want) {
					t.Errorf("Leave: %v", err)
				}
				if took := w.now.Sub(start); took > c.take {
					t.Errorf("took %v", took)
				}
				if c.want == nil && w.fake.holder("juri") != "" {
					t.Error("the name is not free")
				}
				if n := len(w.fake.lines); c.want == nil && n != 1 {
					t.Errorf("the room saw %q", w.fake.lines)
				}
				w.wantEvents(chat.Ended)
				if len(w.open) > 0 {
					t.Errorf("sockets %v are open", w.open)
				}
				if err := w.leave(time.Second); !errors.Is(err, chat.ErrClosed) {
					t.Errorf("Leave again: %v", err)
				}
			})
		}
	}
}

// TestLeaveBeforeAName: a client without a name sends no LEAVE_TAG, because an original would announce it.
func TestLeaveBeforeAName(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	w.authenticate(time.Minute, "12345")
	if err := w.leave(time.Minute); err != nil {
		t.Error(err)
	}
	if n := w.count("leave "); n > 0 {
		t.Error("LEAVE_TAG was sent")
	}
	w.wantEvents(chat.Ended)
}

// TestLeaveSaysTheRest: messages that wait for the window are sent before LEAVE_TAG.
func TestLeaveSaysTheRest(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.fake.lines = nil
	const lines = window + backlog + 10
	for range lines {
		w.call(func(m *Machine, now time.Time, call uint64) { m.Say(now, call, "halo") })
	}
	said := w.calls
	if err := w.leave(time.Minute); err != nil {
		t.Error(err)
	}
	if n := len(w.fake.lines); n != lines+1 {
		t.Errorf("the room heard %d lines", n)
	}
	if r, ok := w.results[said]; !ok || r.Err != nil {
		t.Errorf("Say that waited: %v %v", ok, r.Err)
	}
}

// TestLeaveWhileAway frees the name that the old port may hold.
func TestLeaveWhileAway(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.reach = silent
	_ = w.say("halo")
	w.run(40 * time.Second)
	w.reach = listening
	if w.m.phase != away {
		t.Fatal("not away")
	}
	if err := w.leave(5 * time.Second); err != nil {
		t.Errorf("Leave: %v", err)
	}
	if w.fake.holder("juri") != "" {
		t.Error("the name is not free")
	}
}

// TestCloseWhileAnythingPends closes in every step of joining: all calls end and all sockets close.
func TestCloseWhileAnythingPends(t *testing.T) {
	for _, stop := range []func([]byte) bool{isKeys, starts("Password"), starts("Username available"), starts("Username juri"), starts("bye")} {
		w := newWorld(t)
		w.down = func(data []byte) []time.Duration {
			if stop(data) {
				return nil
			}
			return []time.Duration{trip}
		}
		for _, do := range []func(m *Machine, now time.Time, call uint64){
			(*Machine).Dial,
			func(m *Machine, now time.Time, call uint64) { m.Authenticate(now, call, "12345") },
			func(m *Machine, now time.Time, call uint64) { m.Enter(now, call, "juri") },
			(*Machine).Leave,
		} {
			call := w.call(do)
			if w.until(time.Second, func() bool { _, ok := w.results[call]; return ok }) {
				continue
			}
			w.m.End(w.now, nil)
			w.carryOut()
			if r := w.results[call]; !errors.Is(r.Err, chat.ErrClosed) {
				t.Errorf("result %+v", r)
			}
			break
		}
		w.run(time.Minute)
		if len(w.open) > 0 || !slices.Equal(w.kinds(), []chat.EventKind{chat.Ended}) {
			t.Errorf("open %v, events %v", w.open, w.kinds())
		}
	}
}
