package classic

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
)

// isPieceOfRoom matches pieces of room messages.
var isPieceOfRoom = starts("ENCRYPTED:")

func TestEchoes(t *testing.T) {
	w := newWorld(t)
	w.join()
	for _, text := range []string{"satu", "dua", "satu", " tiga\n\x1bempat "} {
		if err := w.say(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.settle(time.Second); err != nil {
		t.Error(err)
	}
	var got []string
	for _, e := range w.events {
		if e.Kind != chat.Said || !e.Own || e.Name != "juri" {
			t.Errorf("event %+v", e)
		}
		got = append(got, e.Text)
	}
	if want := []string{"satu", "dua", "satu", "tiga \uFFFDempat"}; !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
}

// TestEchoesReordered delivers the first of three echoes last.
func TestEchoesReordered(t *testing.T) {
	w := newWorld(t)
	w.join()
	n := 0
	w.down = func(data []byte) []time.Duration {
		if isPieceOfRoom(data) {
			if n++; n == 1 {
				return []time.Duration{1500 * time.Millisecond}
			}
		}
		return []time.Duration{trip}
	}
	for _, text := range []string{"satu", "dua", "tiga"} {
		_ = w.say(text)
	}
	if err := w.settle(time.Minute); err != nil {
		t.Error(err)
	}
	w.run(time.Minute)
	for i, want := range []string{"dua", "tiga", "satu"} {
		if e := w.events[i]; e.Kind != chat.Said || e.Text != want || !e.Own {
			t.Errorf("event %+v, want %q", e, want)
		}
	}
	if len(w.events) != 3 {
		t.Errorf("events %v", w.kinds())
	}
}

// TestEchoLost loses one of three texts, or its echo.
func TestEchoLost(t *testing.T) {
	for _, up := range []bool{true, false} {
		w := newWorld(t)
		w.join()
		w.run(time.Second)
		isLine := func(data []byte) bool { return !strings.Contains(string(data), ":") }
		if up {
			w.up = lose(isLine, 2)
		} else {
			w.down = lose(isPieceOfRoom, 2)
		}
		start := w.now
		for _, text := range []string{"satu", "dua", "tiga"} {
			_ = w.say(text)
		}
		if err := w.settle(time.Minute); !errors.Is(err, chat.ErrUnseen) {
			t.Errorf("Settle: %v", err)
		}
		if took := w.now.Sub(start); took > 3*time.Second {
			t.Errorf("Settle took %v", took)
		}
		if err := w.settle(time.Minute); err != nil {
			t.Errorf("Settle again: %v", err)
		}
		if last := w.events[2]; last.Kind != chat.Unseen || last.Text != "dua" {
			t.Errorf("event %+v", last)
		}
		w.wantEvents(chat.Said, chat.Said, chat.Unseen)
	}
}

// TestEchoTooLate: an echo that comes after its text was reported lost still counts, and Settle returns no error.
func TestEchoTooLate(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.down = func(data []byte) []time.Duration {
		if isPieceOfRoom(data) {
			return []time.Duration{20 * time.Second}
		}
		return []time.Duration{trip}
	}
	_ = w.say("halo")
	w.run(30 * time.Second)
	if err := w.settle(0); err != nil {
		t.Errorf("Settle: %v", err)
	}
	if e := w.events[1]; !e.Own {
		t.Errorf("event %+v", e)
	}
	w.wantEvents(chat.Unseen, chat.Said)
}

// TestEchoOvertaken: an echo arrives shortly after the answer to the question that its absence caused.
func TestEchoOvertaken(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.down = func(data []byte) []time.Duration {
		if isPieceOfRoom(data) {
			return []time.Duration{echoWait + 300*time.Millisecond}
		}
		return []time.Duration{trip}
	}
	_ = w.say("halo")
	w.run(10 * time.Second)
	w.wantEvents(chat.Said)
}

// TestEchoTwice duplicates every datagram of the server.
func TestEchoTwice(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.down = func([]byte) []time.Duration { return []time.Duration{trip, 2 * trip} }
	_ = w.say("halo")
	w.run(5 * time.Second)
	for _, e := range w.events {
		if e.Kind != chat.Said || !e.Own {
			t.Errorf("event %+v", e)
		}
	}
	w.wantEvents(chat.Said, chat.Said)
}

// TestNotAnEcho: another member says our words, or forges our name at an original.
func TestNotAnEcho(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.another("budi")
	w.reach = silent
	_ = w.say("halo")
	w.run(100 * time.Millisecond)
	enc := w.fake.peers["1"].enc
	w.post(pieces(enc, "1", "budi: halo"))
	w.post(pieces(enc, "1", "juri: something else"))
	w.run(100 * time.Millisecond)
	for _, e := range w.events {
		if e.Own {
			t.Errorf("event %+v", e)
		}
	}
	w.wantEvents(chat.Said, chat.Said)
}

func TestSameText(t *testing.T) {
	for _, c := range []struct {
		said, got string
		n         uint64
		want      bool
	}{
		{"halo", "halo", 200, true},
		{"halo ", "halo", 200, true},
		{"halo", "hallo", 200, false},
		{"a\U00023000b", "a?b", 140_000, true},
		{"a\U00023000b", "a" + string(rune(0x23000%140_000)) + "b", 140_000, true}, // an original computes m mod n
		{"a\U00023000b", "axb", 140_000, false},
		{"aéb", "a?b", 140_000, false},
	} {
		if got := sameText(c.said, c.got, c.n); got != c.want {
			t.Errorf("sameText(%q, %q, %d) = %v", c.said, c.got, c.n, got)
		}
	}
}

// TestWindow says far more than the window allows, and sees all of it in order.
func TestWindow(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.run(time.Second)
	const lines = 600
	flying, most := 0, 0
	w.up = func([]byte) []time.Duration {
		flying++
		most = max(most, flying)
		return []time.Duration{trip}
	}
	w.down = func([]byte) []time.Duration { flying--; return []time.Duration{trip} }
	var calls []uint64
	for i := range lines {
		calls = append(calls, w.call(func(m *Machine, now time.Time, call uint64) { m.Say(now, call, strconv.Itoa(i)) }))
	}
	if n := len(w.results) - 3; n != window+backlog {
		t.Errorf("%d of %d calls ended at once, want %d", n, lines, window+backlog)
	}
	if err := w.settle(time.Minute); err != nil {
		t.Error(err)
	}
	for _, call := range calls {
		if r, ok := w.results[call]; !ok || r.Err != nil {
			t.Fatalf("call %d: %v %+v", call, ok, r)
		}
	}
	for i, e := range w.events {
		if e.Text != strconv.Itoa(i) || !e.Own {
			t.Fatalf("event %d is %+v", i, e)
		}
	}
	if most > window {
		t.Errorf("%d datagrams were in flight", most)
	}
}

// TestAwayEndsWaiting: pending calls of Say and Settle end when the server is lost.
func TestAwayEndsWaiting(t *testing.T) {
	w := newWorld(t)
	w.join()
	w.reach = silent
	var last uint64
	for i := range window + backlog + 1 {
		last = w.call(func(m *Machine, now time.Time, call uint64) { m.Say(now, call, strconv.Itoa(i)) })
	}
	if err := w.settle(time.Minute); !errors.Is(err, chat.ErrUnseen) {
		t.Errorf("Settle: %v", err)
	}
	if r := w.results[last]; !errors.Is(r.Err, chat.ErrNoServer) {
		t.Errorf("Say that waited: %+v", r)
	}
	if n := len(w.events); n != 1+window+backlog+1 {
		t.Errorf("%d events", n)
	}
}

func TestUnsayable(t *testing.T) {
	w := newWorld(t)
	w.join()
	var char *chat.UnsayableError
	if err := w.say("ok \U0010FFFD ok"); err != nil { // private use: shown as U+FFFD, which fits
		t.Errorf("private use: %v", err)
	}
	if err := w.say("a\U000E0100"); !errors.As(err, &char) || char.Char != 0xE0100 {
		t.Errorf("n = %d: %v", w.fake.key.N, err)
	}
	for _, text := range []string{"", " ", "\n\t", "\x1b\x07"} {
		if err := w.say(text); !errors.Is(err, chat.ErrText) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
