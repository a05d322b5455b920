package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/services/client/roomtest"
	"obrolan/shared/chat"
)

// fakeServer hands out rooms, one for each Dial, and writes down what the bot does.
type fakeServer struct {
	t      *testing.T
	rooms  []*roomtest.Room // handed out so far
	open   func(n int) (*roomtest.Room, error)
	cancel context.CancelFunc
	result chan error

	mu  sync.Mutex
	log []string
}

func (h *fakeServer) dial(context.Context) (chat.Room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room, err := h.open(len(h.rooms))
	h.rooms = append(h.rooms, room)
	if err != nil {
		return nil, err
	}
	return room, nil
}

func (h *fakeServer) room(n int) *roomtest.Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n < 0 {
		n += len(h.rooms)
	}
	return h.rooms[n]
}

func (h *fakeServer) dials() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.rooms)
}

func (h *fakeServer) note(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, text)
}

// run lets a bot live under virtual time.
func run(t *testing.T, script string, options Options, open func(n int) (*roomtest.Room, error), do func(h *fakeServer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h := &fakeServer{t: t, open: open, cancel: cancel, result: make(chan error, 1)}
		if h.open == nil {
			h.open = func(int) (*roomtest.Room, error) { return roomtest.New(), nil }
		}
		cfg := Config{Dial: h.dial, Password: "12345", Choice: Choice{Script: parse(t, script)}, Options: options, Log: h.note}
		go func() { h.result <- Run(ctx, cfg) }() // ends when the test lets it
		do(h)
	})
}

func (h *fakeServer) stop() {
	h.t.Helper()
	begin := time.Now()
	h.cancel()
	if err := <-h.result; err != nil {
		h.t.Errorf("Run returned %v", err)
	}
	if d := time.Since(begin); d > leaveTime {
		h.t.Errorf("leaving took %v", d)
	}
}

const chatter = "name: rina\norder: loop\npace: 1/2s\nx\non join: hi {name}\non name: yes?\n"

func TestRunTalksAndStops(t *testing.T) {
	run(t, chatter, Options{}, nil, func(h *fakeServer) {
		time.Sleep(time.Minute)
		room := h.room(0)
		if n := len(room.Said()); room.Name() != "rina-bot" || n < 29 || n > 31 {
			t.Errorf("%s said %d times something", room.Name(), n)
		}
		room.Tell(chat.Event{Kind: chat.Joined, Name: "juri"})
		room.Tell(chat.Event{Kind: chat.Said, Name: "juri", Text: "rina-bot echo good morning"})
		time.Sleep(10 * time.Second)
		if said := room.Said(); !slices.Contains(said, "hi juri") || !slices.Contains(said, "good morning") {
			t.Errorf("said %q", said)
		}
		h.stop()
		if !room.Left() {
			t.Error("without a good-bye")
		}
	})
}

func TestRunStopsWhileTheServerIsSilent(t *testing.T) {
	silent := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		r.Silent = true
		return r, nil
	}
	run(t, chatter, Options{}, silent, func(h *fakeServer) {
		time.Sleep(time.Minute)
		h.stop()
	})
	none := func(int) (*roomtest.Room, error) { return nil, chat.ErrNoServer }
	run(t, chatter, Options{}, none, func(h *fakeServer) {
		time.Sleep(time.Minute)
		h.stop()
	})
}

func TestRunTakesTheNextFreeName(t *testing.T) {
	taken := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		r.Taken = map[string]bool{"rina-bot": true, "rina-bot2": true}
		return r, nil
	}
	run(t, chatter, Options{}, taken, func(h *fakeServer) {
		time.Sleep(time.Second)
		if name := h.room(0).Name(); name != "rina-bot3" {
			t.Errorf("it is called %q", name)
		}
		h.room(0).End(chat.ErrNoServer)
		time.Sleep(5 * time.Second)
		if name := h.room(-1).Name(); h.dials() != 2 || name != "rina-bot3" {
			t.Errorf("%d rooms, now called %q", h.dials(), name)
		}
		h.stop()
	})
}

func TestRunGivesUpWhereTryingAgainIsNoUse(t *testing.T) {
	wrong := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		r.Password = "another"
		return r, nil
	}
	run(t, chatter, Options{}, wrong, func(h *fakeServer) {
		if err := <-h.result; !errors.Is(err, chat.ErrPassword) {
			t.Errorf("Run returned %v", err)
		}
	})
	full := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		for i := range maxNames + 1 {
			r.Taken[fmt.Sprintf("rina-bot%d", i)] = true
		}
		r.Taken["rina-bot"] = true
		return r, nil
	}
	run(t, chatter, Options{}, full, func(h *fakeServer) {
		if err := <-h.result; !errors.Is(err, chat.ErrName) {
			t.Errorf("Run returned %v", err)
		}
	})
}

func TestRunTriesAgainForEver(t *testing.T) {
	up := false
	var mu sync.Mutex
	open := func(int) (*roomtest.Room, error) {
		mu.Lock()
		defer mu.Unlock()
		if !up {
			return nil, fmt.Errorf("%w: nobody", chat.ErrNoServer)
		}
		return roomtest.New(), nil
	}
	run(t, chatter, Options{}, open, func(h *fakeServer) {
		time.Sleep(time.Hour)
		if n := h.dials(); n < 120 || n > 130 { // 1, 2, 4, 8, 16, then every 30 s
			t.Errorf("%d tries in an hour", n)
		}
		mu.Lock()
		up = true
		mu.Unlock()
		time.Sleep(time.Minute)
		if len(h.room(-1).Said()) == 0 {
			t.Error("it says nothing in the room that opened")
		}
		n := h.dials()
		h.room(-1).End(chat.ErrNoServer)
		time.Sleep(2 * time.Second) // the wait is short again
		if h.dials() != n+1 {
			t.Errorf("%d tries after the server went", h.dials()-n)
		}
		h.stop()
	})
}

func TestRunKeepsItsCount(t *testing.T) {
	run(t, chatter, Options{Count: 5}, nil, func(h *fakeServer) {
		if err := <-h.result; err != nil || len(h.room(0).Said()) != 5 || !h.room(0).Left() {
			t.Errorf("%v after %q, left: %v", err, h.room(0).Said(), h.room(0).Left())
		}
	})
	mute := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		r.Mute = true
		return r, nil
	}
	run(t, chatter, Options{Count: 5}, mute, func(h *fakeServer) {
		if err := <-h.result; !errors.Is(err, chat.ErrUnseen) {
			t.Errorf("Run returned %v though nothing was seen", err)
		}
	})
	failing := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		r.Fail = chat.ErrNoServer
		return r, nil
	}
	run(t, chatter, Options{Count: 5}, failing, func(h *fakeServer) {
		time.Sleep(time.Minute)
		h.room(0).SetFail(nil)
		if err := <-h.result; err != nil || len(h.room(0).Said()) != 5 {
			t.Errorf("%v after %q", err, h.room(0).Said())
		}
	})
}

func TestRunLeavesAndComesBack(t *testing.T) {
	run(t, chatter+"leaves: 1m for 30s\non return: again\n", Options{}, nil, func(h *fakeServer) {
		time.Sleep(61 * time.Second)
		if h.dials() != 1 || !h.room(0).Left() {
			t.Errorf("%d rooms, left: %v", h.dials(), h.room(0).Left())
		}
		time.Sleep(40 * time.Second)
		if h.dials() != 2 || h.room(1).Name() != "rina-bot" || !slices.Contains(h.room(1).Said(), "again") {
			t.Errorf("%d rooms, said %q", h.dials(), h.room(-1).Said())
		}
		h.stop()
	})
}

// What the bot logs can be printed: the server's words are made safe.
func TestRunLogsSafely(t *testing.T) {
	evil := func(n int) (*roomtest.Room, error) {
		if n == 0 {
			return nil, errors.New("a\x1b[2Jb")
		}
		return roomtest.New(), nil
	}
	run(t, chatter, Options{}, evil, func(h *fakeServer) {
		time.Sleep(10 * time.Second)
		h.room(-1).Tell(chat.Event{Kind: chat.Said, Name: "juri", Text: "rina-bot echo \x1b[2J"})
		h.room(-1).Tell(chat.Event{Kind: chat.Unseen, Text: "\x1b[2J"})
		time.Sleep(10 * time.Second)
		h.stop()
		all := strings.Join(h.log, "\n")
		if strings.Contains(all, "\x1b") || strings.Contains(all, "12345") || !strings.Contains(all, "rina-bot joined") {
			t.Errorf("logged:\n%q", all)
		}
	})
}

// A message that waited for the server used to stop a bot from hearing events and signals.
func TestRunHearsWhileAMessageWaits(t *testing.T) {
	var release func()
	held := func(int) (*roomtest.Room, error) {
		r := roomtest.New()
		release = r.Hold()
		return r, nil
	}
	run(t, chatter, Options{}, held, func(h *fakeServer) {
		time.Sleep(time.Minute)
		room := h.room(0)
		room.Tell(chat.Event{Kind: chat.Away})
		room.Tell(chat.Event{Kind: chat.Back})
		synctest.Wait()
		h.mu.Lock()
		last := h.log[len(h.log)-1]
		h.mu.Unlock()
		if last != "* rina-bot is back" || len(room.Said()) > 0 {
			t.Errorf("logged last: %q, said %q", last, room.Said())
		}
		release()
		time.Sleep(10 * time.Second)
		if len(room.Said()) < 3 {
			t.Errorf("afterwards it said %q", room.Said())
		}
		h.stop()
	})
	run(t, chatter, Options{}, held, func(h *fakeServer) { // a signal
		time.Sleep(time.Minute)
		h.stop()
		if !h.room(0).Left() {
			t.Error("without a good-bye")
		}
	})
	run(t, chatter, Options{}, held, func(h *fakeServer) { // the room ends
		time.Sleep(time.Minute)
		h.room(0).End(chat.ErrNoServer)
		time.Sleep(2 * time.Second)
		if h.dials() != 2 {
			t.Errorf("%d rooms after the first one ended", h.dials())
		}
		h.stop()
	})
}
