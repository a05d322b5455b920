package classic

import (
	"errors"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

func TestALineGoesToEverybody(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi, cici := w.peer(1), w.peer(2), w.peer(3)
	ani.join("Ani")
	budi.join("budi")
	cici.ask(cici.keys())
	cici.ask(cici.password(rightPassword)) // not in the room yet
	ani.take()
	ani.say("Ani: halo, 世界 🙂")
	ani.expect("Ani: halo, 世界 🙂")
	budi.expect("Ani: halo, 世界 🙂")
	cici.expect()
	notes := w.noted(turn.NoteSaid)
	if len(notes) != 1 || notes[0].Count != 2 || notes[0].Name != "Ani" {
		t.Errorf("the log says %+v", notes)
	}
}

func TestWhatALineMayBe(t *testing.T) {
	tests := []struct {
		what, line, want string
		why              error
		count            tally.Counter
	}{
		{what: "as it should be", line: "Ani: halo", want: "Ani: halo"},
		{what: "nothing said", line: "Ani: ", want: "Ani: "},
		{what: "no space", line: "Ani:halo", want: "Ani: halo"},
		{what: "two spaces", line: "Ani:  halo", want: "Ani:  halo"},
		{what: "spaces around the name", line: " Ani : halo", want: "Ani: halo"},
		{what: "another case", line: "ANI: halo", want: "Ani: halo"},
		{what: "another width", line: "Ａｎｉ: halo", want: "Ani: halo"},
		{what: "colons in the text", line: "Ani: budi: halo", want: "Ani: budi: halo"},
		{what: "escapes", line: "Ani: a\x1b[2Jb\u202ec\x07", want: "Ani: a\ufffd[2Jb\ufffdc\ufffd"},
		{what: "line breaks", line: "Ani: a\r\nbudi: b", want: "Ani: a budi: b"},
		{what: "END in the text", line: "Ani: THE END", want: "Ani: THE END"},
		{what: "somebody else's name", line: "budi: halo", why: errForgedName, count: tally.DroppedForgedName},
		{what: "nobody's name", line: "eve: halo", why: errForgedName, count: tally.DroppedForgedName},
		{what: "a notice", line: "eve memasuki obrolan!", why: errNoName, count: tally.DroppedForgedName},
		{what: "a name that is none", line: "\x1b[2J: halo", why: errForgedName, count: tally.DroppedForgedName},
		{what: "too long", line: "Ani: " + strings.Repeat("x", maxLine), why: errTooLong, count: tally.DroppedTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			w := newWorld(t, 10)
			ani, budi := w.peer(1), w.peer(2)
			ani.join("Ani")
			budi.join("budi")
			ani.take()
			ani.say(tt.line)
			if tt.why == nil {
				budi.expect(tt.want)
				ani.expect(tt.want)
				return
			}
			budi.expect()
			drops := w.noted(turn.NoteDropped)
			if len(drops) != 1 || !errors.Is(drops[0].Err, tt.why) || w.tally.Get(tt.count) != 1 {
				t.Errorf("the log says %+v, the counters %v", drops, w.tally)
			}
		})
	}
}

func TestALineUnderAnotherKey(t *testing.T) {
	w := newWorld(t, 10)
	ani := w.peer(1)
	ani.join("ani")
	ani.send("ffffffff 1")
	ani.expect()
	if w.tally.Get(tally.DroppedUndecipherable) != 1 {
		t.Errorf("counted as %v", w.tally)
	}
}

func TestLongLinesGoInPiecesOneBehindTheOther(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	budi.join("budi")
	ani.take()
	line := "ani: " + strings.Repeat("panjang sekali ", 400)
	w.c.Handle(w.now, turn.Path{Peer: ani.addr}, []byte(ani.cipher(line)))
	var changes int
	for i := 1; i < w.out.Len(); i++ {
		before, _ := w.out.At(i - 1)
		to, _ := w.out.At(i)
		if before != to {
			changes++
		}
	}
	if w.out.Len() < 60 || changes != 1 {
		t.Errorf("%d datagrams whose receiver changes %d times", w.out.Len(), changes)
	}
	w.collect()
	ani.expect(line)
	budi.expect(line)
}

func TestASmallKeyGetsQuestionMarks(t *testing.T) {
	w := newWorld(t, 10)
	ani, small := w.peer(1), w.peer(2)
	small.key = rsa.Textbook{Public: rsa.Public{E: 7, N: 101 * 103}, P: 101, Q: 103, D: 8743}
	small.dec = rsa.NewDecrypter(small.key)
	ani.join("ani")
	small.join("kecil")
	ani.take()
	ani.say("ani: é世🙂!")
	small.expect("ani: é??!")
	ani.expect("ani: é世🙂!")
}

func TestLeaving(t *testing.T) {
	for _, tag := range []string{"LEAVE_TAG:budi", "LEAVE_TAG", "LEAVE_TAG:", "LEAVE_TAG:ani", "LEAVE_TAG:a:b"} {
		w := newWorld(t, 10)
		ani, budi := w.peer(1), w.peer(2)
		ani.join("ani")
		budi.join("budi")
		ani.take()
		if got := budi.ask(tag); got != wire.TextBye {
			t.Errorf("%q is answered %q", tag, got)
		}
		if got := budi.ask(tag); got != wire.TextBye {
			t.Errorf("%q again is answered %q", tag, got)
		}
		ani.expect("budi keluar dari obrolan.")
		ani.say("ani: sepi")
		budi.expect()
		w.pass(time.Second)
		budi.join("budi") // the same port starts over, under the same name
		w.pass(departedFor + time.Minute)
		if w.room.Len() != 2 {
			t.Errorf("%q: %d in the room at last", tag, w.room.Len())
		}
	}
}

func TestLeavingBeforeAName(t *testing.T) {
	w := newWorld(t, 10)
	ani, p := w.peer(1), w.peer(2)
	ani.join("ani")
	p.ask(p.keys())
	p.ask(p.password(rightPassword))
	p.ask("CHECK_USERNAME:p")
	if got := p.ask("LEAVE_TAG:p"); got != wire.TextBye {
		t.Errorf("answered %q", got)
	}
	ani.expect()
	q := w.peer(3)
	q.join("p") // nothing stays reserved
	w.pass(departedFor)
	if w.c.sessions[p.addr] != nil {
		t.Error("who left is remembered for ever")
	}
}

func TestTheSameAddressStartsOver(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	budi.join("budi")
	ani.take()
	again := w.peer(3)
	again.addr = budi.addr
	again.join("budi")
	ani.expect("budi keluar dari obrolan.", "budi memasuki obrolan!")
	ani.say("ani: halo")
	again.expect("ani: halo") // under the new key
	if n := w.noted(turn.NoteLeft); len(n) != 1 || n[0].Why != room.Replaced {
		t.Errorf("the log says %+v", n)
	}
}

// TestWhatHandWrittenClientsSend earns an answer, as the protocol's table says, instead of silence: text that is
// none of the table's before the password, a password in the clear, and white space behind cipher text.
func TestWhatHandWrittenClientsSend(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n", " ", " \n"} {
		w := newWorld(t, 10)
		p := w.peer(1)
		if got := p.ask(p.keys() + end); got != string(wire.AppendKeys(nil, w.c.cfg.Key.Public)) {
			t.Errorf("keys with %q behind: %q", end, got)
		}
		if got := p.ask("hello" + end); got != wire.TextPasswordFirst {
			t.Errorf("hello: %q", got)
		}
		if n := w.noted(turn.NoteNotUnderstood); len(n) != 1 || w.tally.Get(tally.NotUnderstood) != 1 || w.tally.Get(tally.DroppedMalformed) != 0 {
			t.Errorf("what was answered is noted as %v, or counted as dropped", n)
		}
		p.ask("PASSWORD:rahasia" + end)
		w.pass(lastDelay)
		if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
			t.Errorf("a password in the clear: %q", got)
		}
		if got := p.ask(p.password(rightPassword) + end); got != wire.TextPasswordRight {
			t.Errorf("the password with %q behind: %q", end, got)
		}
		if got := p.ask("SET_USERNAME:ani" + end); got != "Username ani berhasil diset!" {
			t.Errorf("a name with %q behind: %q", end, got)
		}
		p.ask(p.cipher("ani: halo") + end)
		if n := w.noted(turn.NoteSaid); len(n) != 1 {
			t.Errorf("a line with %q behind is not said", end)
		}
		if got := p.ask("LEAVE_TAG:ani" + end); got != wire.TextBye {
			t.Errorf("a leave with %q behind: %q", end, got)
		}
	}
}

// TestTheLogNamesAFewMalformedDatagrams, so that the author of a client sees them, however much noise there is.
func TestTheLogNamesAFewMalformedDatagrams(t *testing.T) {
	w := newWorld(t, 10)
	w.c.cfg.Verbose = false
	stranger := w.peer(1)
	for range 1000 {
		stranger.send("hello")
	}
	if n := len(w.noted(turn.NoteDropped)); n != int(noiseLimit.Burst) {
		t.Errorf("%d notes, want %v", n, noiseLimit.Burst)
	}
}

func TestMalformedDatagramsAreCountedAndNeverAnswered(t *testing.T) {
	w := newWorld(t, 10)
	ani := w.peer(1)
	ani.join("ani")
	for _, p := range []*peer{ani, w.peer(2)} {
		for _, datagram := range []string{"halo", "1,2,3", "0,0", "-1,5", "3,99999999999", "PASSWORD:halo", "1  2", " ", "\xff\xfe", "SET_USERNAME:\xff", "123456789"} {
			if got := p.ask(datagram); got != "" {
				t.Errorf("%q is answered %q", datagram, got)
			}
		}
	}
	if a, b := w.tally.Get(tally.DroppedMalformed), w.tally.Get(tally.DroppedNotText); a != 18 || b != 4 {
		t.Errorf("counted %d malformed and %d not text", a, b)
	}
	if w.room.Len() != 1 || w.c.Len() != 1 {
		t.Error("somebody came or went")
	}
}
