package classic

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	wire "obrolan/shared/wire/classic"
)

func TestJoinIsAnnouncedOnceAndToOthersAlone(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	budi.join("budi") // with two SIGNUP_TAG, as an original client does
	ani.expect("budi memasuki obrolan!")
	budi.expect()
	if n := len(w.noted(turn.NoteJoined)); n != 2 {
		t.Errorf("%d joins in the log, want 2", n)
	}
}

func TestRepeatsAreAnsweredAsTheFirstTime(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	for _, step := range []string{budi.keys(), budi.password(rightPassword), "CHECK_USERNAME:budi", "SET_USERNAME:budi"} {
		first := budi.ask(step)
		if again := budi.ask(step); first == "" || again != first {
			t.Errorf("%.14q is answered %q, then %q", step, first, again)
		}
	}
	ani.expect("budi memasuki obrolan!")
	// A late repeat of the key exchange does not throw a member out.
	if got := budi.ask(budi.keys()); got == "" || w.room.Len() != 2 {
		t.Errorf("a late E,N is answered %q, and %d are in the room", got, w.room.Len())
	}
	if got := budi.ask(budi.password(rightPassword)); got != wire.TextPasswordRight {
		t.Errorf("a late PASSWORD is answered %q", got)
	}
	budi.say("budi: masih di sini")
	ani.expect("budi: masih di sini")
	if n := len(w.noted(turn.NoteRight)); n != 2 {
		t.Errorf("%d right passwords in the log, want one for each", n)
	}
}

// A client that repeats E,N over and over uses up its own answers alone.
func TestRepeatedKeysAreLimitedByTheirOwn(t *testing.T) {
	w := newWorld(t, 10)
	noisy := w.peer(1)
	answers := 0
	for range 2 * int(keysLimit.Burst) {
		if noisy.ask(noisy.keys()) != "" {
			answers++
		}
	}
	if answers > 1+int(ownHints.Burst) {
		t.Errorf("%d answers to one address", answers)
	}
	if quiet := w.peer(2); quiet.ask(quiet.keys()) == "" {
		t.Error("another address is not answered")
	}
}

func TestBeforeThePassword(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	requests := []string{"CHECK_USERNAME:x", "SET_USERNAME:x", "SIGNUP_TAG:x", "1a 2b", "a"}
	for _, r := range append(requests, p.password(rightPassword), "LEAVE_TAG:x") {
		if got := p.ask(r); got != wire.TextPasswordFirst {
			t.Errorf("a stranger's %.14q is answered %q", r, got)
		}
		w.now = w.now.Add(time.Second)
	}
	p.ask(p.keys())
	for _, r := range requests {
		if got := p.ask(r); got != wire.TextPasswordFirst {
			t.Errorf("%.14q before the password is answered %q", r, got)
		}
		w.now = w.now.Add(time.Second)
	}
	if got := p.ask(""); got != "" {
		t.Errorf("an empty datagram is answered %q", got)
	}
}

func TestHintsAreLimited(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	count := func(n int, from func(i int) *peer) (answers int) {
		for i := range n {
			if from(i).ask("a") != "" {
				answers++
			}
		}
		return answers
	}
	if got := count(1000, func(int) *peer { return p }); got != int(ownHints.Burst) {
		t.Errorf("one session earns %d answers at once, want %v", got, ownHints.Burst)
	}
	strangers := make([]*peer, 2000)
	for i := range strangers {
		strangers[i] = &peer{w: w, addr: netip.AddrPortFrom(p.addr.Addr(), uint16(10000+i))}
	}
	if got := count(2000, func(i int) *peer { return strangers[i] }); got > int(hintLimit.Burst) || got < 200 {
		t.Errorf("2,000 strangers earn %d answers at once, want about %v", got, hintLimit.Burst)
	}
	w.now = w.now.Add(time.Minute)
	if got := count(5, func(i int) *peer { return strangers[i] }); got != 5 {
		t.Errorf("a minute later 5 strangers earn %d answers", got)
	}
	if w.tally.Get(tally.DroppedThrottledAnswer) < 2500 {
		t.Error("what was not answered was not counted")
	}
	if len(w.c.sessions) != 1 {
		t.Errorf("strangers made %d sessions", len(w.c.sessions)-1)
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	w := newWorld(t, 10)
	ani, p := w.peer(1), w.peer(2)
	ani.join("ani")
	p.ask(p.keys())
	p.ask(p.password(rightPassword))
	for _, name := range []string{"ani", "ANI", "ａｎｉ", " ani ", "", "a:b", "a\nb", "a\x1b[2Jb", "a\u202eb", "server", "Server",
		"aпi", strings.Repeat("x", 33), "🙂", "a,b:c", "a\u00a0b"} {
		for _, tag := range []string{"CHECK_USERNAME:", "SET_USERNAME:"} {
			w.now = w.now.Add(time.Second)
			if got := p.ask(tag + name); got != wire.TextUnavailable {
				t.Errorf("%s%q is answered %q", tag, name, got)
			}
		}
	}
	for _, n := range w.noted(turn.NoteUnnamed) {
		if strings.ContainsAny(n.Sentence(), "\n\x1b\u202e") {
			t.Errorf("the log gets %q", n.Sentence())
		}
	}
	if len(w.noted(turn.NoteUnnamed)) != 32 {
		t.Errorf("%d refusals in the log", len(w.noted(turn.NoteUnnamed)))
	}
	ani.expect()
}

func TestAvailableReserves(t *testing.T) {
	w := newWorld(t, 10)
	a, b := w.peer(1), w.peer(2)
	for _, p := range []*peer{a, b} {
		p.ask(p.keys())
		p.ask(p.password(rightPassword))
	}
	a.ask("CHECK_USERNAME:juri")
	if got := b.ask("CHECK_USERNAME:Juri"); got != wire.TextUnavailable {
		t.Errorf("a reserved name is %q", got)
	}
	if got := b.ask("SET_USERNAME:juri"); got != wire.TextUnavailable {
		t.Errorf("setting a reserved name is answered %q", got)
	}
	w.pass(room.ReserveFor - time.Millisecond)
	if got := b.ask("CHECK_USERNAME:juri"); got != wire.TextUnavailable {
		t.Errorf("a name still reserved is %q", got)
	}
	w.pass(time.Millisecond)
	if got := b.ask("CHECK_USERNAME:juri"); got != wire.TextAvailable {
		t.Errorf("a name reserved long ago is %q", got)
	}
	// One name an address: asking for another gives the first back.
	b.ask("CHECK_USERNAME:budi")
	if got := a.ask("SET_USERNAME:juri"); !strings.Contains(got, "berhasil") {
		t.Errorf("a name that was given back is answered %q", got)
	}
}

func TestWhoIgnoresARefusalIsNotHeard(t *testing.T) {
	w := newWorld(t, 10)
	ani, p := w.peer(1), w.peer(2)
	ani.join("ani")
	p.ask(p.keys())
	p.ask(p.password(rightPassword))
	p.ask("SET_USERNAME:ani") // refused; an original client carries on
	p.send("SIGNUP_TAG:ani")
	p.say("ani: saya ani")
	ani.expect()
	if drops := w.noted(turn.NoteDropped); len(drops) != 1 || !errors.Is(drops[0].Err, errNotInRoom) {
		t.Errorf("the log says %v", drops)
	}
	if got := p.ask("LEAVE_TAG:ani"); got != wire.TextBye {
		t.Errorf("its LEAVE_TAG is answered %q", got)
	}
	ani.expect()
	if w.room.Len() != 1 {
		t.Error("it took somebody else out of the room")
	}
}

func TestAFullRoom(t *testing.T) {
	w := newWorld(t, 2)
	ani, budi, cici := w.peer(1), w.peer(2), w.peer(3)
	ani.join("ani")
	budi.join("budi")
	cici.ask(cici.keys())
	cici.ask(cici.password(rightPassword))
	if got := cici.ask("CHECK_USERNAME:cici"); got != wire.TextUnavailable {
		t.Errorf("CHECK in a full room is answered %q", got)
	}
	if notes := w.noted(turn.NoteUnnamed); len(notes) != 1 || !errors.Is(notes[0].Err, room.ErrFull) {
		t.Errorf("the log says %v", notes)
	}
	budi.ask("LEAVE_TAG:budi")
	cici.join("cici")
}

func TestAClassJoinsAtOnceFromOneAddress(t *testing.T) {
	w := newWorld(t, 200)
	nat := netip.MustParseAddr("192.0.2.1")
	var class []*peer
	for i := range 100 {
		p := w.peer(i)
		p.addr = netip.AddrPortFrom(nat, uint16(8000+i))
		class = append(class, p)
		p.ask(p.password("typo")) // before the keys, too
	}
	for _, p := range class {
		p.ask(p.keys())
		p.ask(p.password("typo"))
		w.pass(time.Millisecond)
	}
	w.pass(firstDelay)
	for i, p := range class {
		if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
			t.Fatalf("number %d is told %q after a wrong password", i, got)
		}
		p.join(fmt.Sprintf("murid %d", i))
	}
	if w.room.Len() != 100 {
		t.Errorf("%d of 100 are in", w.room.Len())
	}
}

func TestAStormOfJoins(t *testing.T) {
	w := newWorld(t, 500)
	w.mail = nil // too many notices to keep
	for i := range 500 {
		p := w.peer(i)
		for _, step := range []string{p.keys(), p.password(rightPassword), fmt.Sprintf("SET_USERNAME:murid %d", i)} {
			p.send(step)
		}
	}
	if n := w.tally.Get(tally.Deliveries); n != 500*499/2 {
		t.Errorf("%d notices, want one to each of those before", n)
	}
	if w.room.Len() != 500 {
		t.Errorf("%d of 500 are in", w.room.Len())
	}
}

func TestAFloodOfKeysIsBounded(t *testing.T) {
	w := newWorld(t, 10)
	ani, slow := w.peer(1), w.peer(2)
	ani.join("ani")
	slow.ask(slow.keys())
	slow.ask(slow.password(rightPassword)) // and is now choosing a name
	w.now = w.now.Add(time.Hour)
	ani.ask("")
	slow.ask("")
	start := w.now
	answers := 0
	for i := range 40_000 {
		from := netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 18, byte(i >> 8), byte(i)}), uint16(1000+i>>16))
		w.handle(from, "3,150103")
		answers += len(w.mail[from])
		clear(w.mail)
		w.now = w.now.Add(time.Millisecond)
	}
	most := keysLimit.Burst + keysLimit.Rate*w.now.Sub(start).Seconds()
	if float64(answers) > most+1 || float64(answers) < most/2 {
		t.Errorf("%d answers in %v, want about %.0f", answers, w.now.Sub(start), most)
	}
	if w.c.Len() > maxKnocking+2 {
		t.Errorf("%d sessions, want at most %d", w.c.Len(), maxKnocking)
	}
	if w.tally.Get(tally.DroppedJoiningEvicted) == 0 || w.tally.Get(tally.DroppedThrottledKeys) == 0 {
		t.Error("the flood was not counted")
	}
	if got := slow.ask("SET_USERNAME:slow"); !strings.Contains(got, "berhasil") {
		t.Errorf("who had presented the password was pushed out: %q", got)
	}
	ani.expect("slow memasuki obrolan!")
}

func TestWhoStopsHalfWayIsForgotten(t *testing.T) {
	w := newWorld(t, 10)
	p, q := w.peer(1), w.peer(2)
	p.ask(p.keys())
	q.ask(q.keys())
	q.ask(q.password(rightPassword))
	q.ask("CHECK_USERNAME:q")
	w.pass(joiningFor - time.Second)
	if w.c.Len() != 2 {
		t.Fatal("forgotten too early")
	}
	if got := len(p.take()) + len(q.take()); got != 0 {
		t.Errorf("%d probes to those who are not in the room", got)
	}
	w.pass(2 * time.Second)
	if w.c.Len() != 0 || w.c.timers.Len() != 0 || w.c.waiting.Len()+w.c.naming.Len() != 0 {
		t.Errorf("%d sessions, %d timers and %d places are left", w.c.Len(), w.c.timers.Len(), w.c.waiting.Len()+w.c.naming.Len())
	}
	if w.tally.Get(tally.DroppedJoiningExpired) != 2 {
		t.Error("not counted")
	}
}
