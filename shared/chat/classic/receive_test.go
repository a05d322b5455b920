package classic

import (
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

func TestLines(t *testing.T) {
	w := newWorld(t)
	w.join()
	enc := w.fake.peers["1"].enc
	for _, c := range []struct {
		line string
		want chat.Event
	}{
		{"budi: halo: semua", chat.Event{Kind: chat.Said, Name: "budi", Text: "halo: semua"}},
		{"budi memasuki obrolan!", chat.Event{Kind: chat.Joined, Name: "budi"}},
		{"budi keluar dari obrolan.", chat.Event{Kind: chat.Left, Name: "budi"}},
		{"x: budi keluar dari obrolan.", chat.Event{Kind: chat.Said, Name: "x", Text: "budi keluar dari obrolan."}},
		{"Server berhenti.", chat.Event{Kind: chat.Other, Text: "Server berhenti."}},
		{"bu\x1b[2Jdi: ha\u202elo\n", chat.Event{Kind: chat.Said, Name: "bu\uFFFD[2Jdi", Text: "ha\uFFFDlo "}},
		{"budi: " + strings.Repeat("panjang ", 500), chat.Event{Kind: chat.Said, Name: "budi", Text: strings.Repeat("panjang ", 500)}},
	} {
		w.events = nil
		w.post(pieces(enc, "1", c.line))
		w.run(time.Second)
		if len(w.events) != 1 {
			t.Fatalf("%q: events %v", c.line, w.kinds())
		}
		got := w.events[0]
		if got.At.IsZero() {
			t.Error("no time")
		}
		if got.At = (time.Time{}); got != c.want {
			t.Errorf("%q: event %+v, want %+v", c.line, got, c.want)
		}
	}
	w.events = nil
	w.run(2 * partWait)
	w.wantEvents()
}

// TestLinesBeforeTheAnswerToSet: lines that arrive before a late answer to SET_USERNAME are not lost.
func TestLinesBeforeTheAnswerToSet(t *testing.T) {
	w := newWorld(t)
	w.dial(time.Minute)
	w.authenticate(time.Minute, "12345")
	w.down = func(data []byte) []time.Duration {
		if strings.HasSuffix(string(data), "diset!") {
			w.post(pieces(w.fake.peers["1"].enc, "1", "budi: halo"))
			return []time.Duration{200 * time.Millisecond}
		}
		return []time.Duration{trip}
	}
	if r := w.enter(time.Minute, "juri"); r.Err != nil {
		t.Fatal(r.Err)
	}
	w.wantEvents(chat.Said)
}

// TestDamage sends unreadable datagrams: each causes at most one event, and the next line arrives whole.
func TestDamage(t *testing.T) {
	long := func(w *world) []mail {
		return pieces(w.fake.peers["1"].enc, "1", "budi: "+strings.Repeat("panjang ", 400))
	}
	for _, c := range []struct {
		name string
		mail func(w *world) []mail
		want []chat.EventKind
	}{
		{"first piece lost", func(w *world) []mail { return long(w)[len(long(w))-1:] }, []chat.EventKind{chat.Damaged}},
		{"last piece lost, and another line", func(w *world) []mail {
			return append(long(w)[:2], pieces(w.fake.peers["1"].enc, "1", "budi: halo")...)
		}, []chat.EventKind{chat.Damaged, chat.Said}},
		{"first piece lost, several follow", func(w *world) []mail { return long(w)[1:] }, []chat.EventKind{chat.Damaged}},
		{"first piece lost, twice", func(w *world) []mail { return append(long(w)[1:], append(long(w), long(w)[1:]...)...) }, []chat.EventKind{chat.Damaged, chat.Said, chat.Damaged}},
		{"last piece lost", func(w *world) []mail { return long(w)[:2] }, []chat.EventKind{chat.Damaged}},
		{"middle piece lost", func(w *world) []mail { m := long(w); return append(m[:1], m[2:]...) }, nil},
		{"not hexadecimal", func(*world) []mail { return []mail{{"1", []byte("ENCRYPTED:xyzEND")}} }, []chat.EventKind{chat.Damaged}},
		{"empty message", func(*world) []mail { return []mail{{"1", []byte("ENCRYPTED:END")}} }, []chat.EventKind{chat.Damaged}},
		{"number too large", func(*world) []mail { return []mail{{"1", []byte("ENCRYPTED:ffffffffEND")}} }, []chat.EventKind{chat.Damaged}},
		{"not text", func(*world) []mail { return []mail{{"1", []byte("\xff\xfe\x00")}} }, []chat.EventKind{chat.Damaged}},
		{"clear text", func(*world) []mail { return []mail{{"1", []byte("hello world")}} }, []chat.EventKind{chat.Damaged}},
		{"clear text with END", func(*world) []mail { return []mail{{"1", []byte("halo\x1b!END")}} }, []chat.EventKind{chat.Other}},
		{"bad keys", func(*world) []mail { return []mail{{"1", []byte("1,99999999999999999999")}} }, []chat.EventKind{chat.Damaged}},
		{"empty", func(*world) []mail { return []mail{{"1", nil}} }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.join()
			w.run(time.Second)
			w.post(c.mail(w))
			w.run(5 * time.Second)
			if c.name == "middle piece lost" { // nothing in the format tells, unless a number is cut in two
				w.events = nil
			}
			w.wantEvents(c.want...)
			w.post(pieces(w.fake.peers["1"].enc, "1", "budi: halo"))
			w.run(time.Second)
			w.wantEvents(chat.Said)
		})
	}
}

// TestFloodOfPieces sends a message without end: memory stays bounded.
func TestFloodOfPieces(t *testing.T) {
	w := newWorld(t)
	w.join()
	piece := []byte("ENCRYPTED:" + strings.Repeat("a ", 500))
	w.m.Datagram(w.now, 1, piece)
	for range 10_000 {
		w.m.Datagram(w.now, 1, piece[10:])
		w.m.Take()
	}
	if w.m.session.parts.assembler.Pending() {
		t.Error("a message beyond the limit is still collected")
	}
}

// TestOtherSockets ignores input from sockets that were given up.
func TestOtherSockets(t *testing.T) {
	w := newWorld(t)
	w.join()
	for _, socket := range []uint32{0, 2, 99} {
		w.m.Datagram(w.now, socket, []byte(wire.TextBye))
		w.m.Refused(w.now, socket)
	}
	w.run(time.Second)
	w.wantEvents()
}
