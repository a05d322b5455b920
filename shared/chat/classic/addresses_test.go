package classic

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"obrolan/shared/chat"
)

// TestTheNextAddressOfAName: only the first address of the server's name was tried.
func TestTheNextAddressOfAName(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  reach
		others []reach
		within time.Duration
	}{
		{"refused", refusing, []reach{listening}, time.Second},
		{"silent", silent, []reach{listening}, hurry + time.Second},
		{"two that refuse", refusing, []reach{refusing, listening}, time.Second},
		{"refused, silent", refusing, []reach{silent, listening}, hurry + time.Second},
		{"the first one", listening, []reach{silent}, time.Second},
	} {
		w := newWorld(t)
		w.reach, w.others = c.first, c.others
		w.join()
		if took := w.now.Sub(w.start); took > c.within {
			t.Errorf("%s: in after %v", c.name, took)
		}
		if len(w.open) != 1 {
			t.Errorf("%s: open sockets %v", c.name, w.open)
		}
	}
}

// TestALostServerIsLookedForAtEveryAddress of its name.
func TestALostServerIsLookedForAtEveryAddress(t *testing.T) {
	w := newWorld(t)
	w.others = []reach{refusing}
	w.join()
	w.reach, w.others = refusing, []reach{listening}
	w.restart()
	_ = w.say("halo")
	if !w.until(10*time.Second, w.back) {
		t.Fatal("the server at the other address is not found")
	}
}

func TestEveryAddressRefuses(t *testing.T) {
	w := newWorld(t)
	w.reach, w.others = refusing, []reach{refusing, refusing}
	r := w.dial(time.Minute)
	if took := w.now.Sub(w.start); !errors.Is(r.Err, chat.ErrNoServer) || took < refusals || took > refusals+time.Second {
		t.Errorf("after %v: %v", took, r.Err)
	}
	w.others[1] = listening // a server that starts late
	if r := w.dial(time.Minute); r.Err != nil {
		t.Error(r.Err)
	}
}

// TestThisMachinesOwnFailureIsToldAsSuch, and not as a server that does not answer.
func TestThisMachinesOwnFailureIsToldAsSuch(t *testing.T) {
	local := chat.Failed("this machine has no route to that network", chat.ErrLocal, syscall.ENETUNREACH)
	w := newWorld(t)
	w.resolve = local
	if r := w.dial(time.Minute); !errors.Is(r.Err, chat.ErrLocal) || errors.Is(r.Err, chat.ErrNoServer) {
		t.Errorf("no socket: %v", r.Err)
	}
	w = newWorld(t)
	w.reach = silent
	call := w.call((*Machine).Dial)
	w.run(time.Second)
	w.m.Unsent(w.now, w.m.session.socket, local)
	if r := w.await(time.Minute, call); !errors.Is(r.Err, chat.ErrLocal) {
		t.Errorf("not sent: %v", r.Err)
	}
	w = newWorld(t)
	w.join()
	w.reach, w.resolve = refusing, local
	_ = w.say("halo")
	w.run(2 * awayFor)
	if e := w.events[len(w.events)-1]; e.Kind != chat.Ended || !errors.Is(e.Err, chat.ErrLocal) {
		t.Errorf("the end while away: %v %v", e.Kind, e.Err)
	}
}

// TestTheOldAddressHoldsTheName: a router forgot the mapping, what goes to the old one vanishes, and the server
// keeps the name for it. The end says that, and not that the server went silent.
func TestTheOldAddressHoldsTheName(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.another("juri") // the server's record of the old address, which LEAVE_TAG does not reach
	for addr, p := range w.fake.peers {
		if p.name == "juri" && addr != "xjuri" {
			delete(w.fake.peers, addr)
		}
	}
	w.reach = silent
	w.run(time.Minute)
	w.reach = listening
	w.run(2 * awayFor)
	e := w.events[len(w.events)-1]
	if e.Kind != chat.Ended || !errors.Is(e.Err, chat.ErrHeld) || !errors.Is(e.Err, chat.ErrName) || errors.Is(e.Err, chat.ErrNoServer) {
		t.Errorf("the end: %v %v", e.Kind, e.Err)
	}
}

// TestAnotherServiceAtTheAddress answers something, or echoes.
func TestAnotherServiceAtTheAddress(t *testing.T) {
	for name, answer := range map[string]func(data []byte) []byte{
		"noise": func([]byte) []byte { return []byte("HTTP/1.1 400 Bad Request") },
		"echo":  func(data []byte) []byte { return data },
	} {
		w := newWorld(t)
		w.reach = silent
		w.up = func(data []byte) []time.Duration {
			socket := w.m.session.socket
			w.after(trip, func() { w.m.Datagram(w.now, socket, answer(data)) })
			return nil
		}
		if r := w.dial(10 * time.Second); !errors.Is(r.Err, chat.ErrNoRoom) {
			t.Errorf("%s: %v", name, r.Err)
		}
	}
}
