package classic

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	wire "obrolan/shared/wire/classic"
)

func TestWrongPasswordsAreAnsweredLaterAndLater(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	for i, delay := range []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 2 * time.Second, 2 * time.Second} {
		if got := p.ask(p.password("salah")); got != "" {
			t.Fatalf("try %d is answered at once: %q", i, got)
		}
		w.pass(delay - time.Millisecond)
		if got := p.take(); len(got) != 0 {
			t.Fatalf("try %d is answered before %v: %q", i, delay, got)
		}
		w.pass(time.Millisecond)
		if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
			t.Fatalf("try %d is answered %q after %v", i, got, delay)
		}
	}
	if got := p.ask(p.password(rightPassword)); got != wire.TextPasswordRight {
		t.Errorf("the right password is answered %q", got)
	}
	p.ask(p.password("salah"))
	w.pass(firstDelay)
	if got := p.take(); len(got) != 1 {
		t.Errorf("the right password did not end the growth: %q", got)
	}
}

func TestTriesWhileAnAnswerIsPendingAreDropped(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	p.send(p.password("salah"))
	for range 100 {
		p.send(p.password("salah"))
		p.send(p.password(rightPassword))
	}
	w.pass(10 * time.Second)
	if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
		t.Errorf("201 tries at once are answered %q", got)
	}
	if n := w.tally.Get(tally.DroppedThrottledPassword); n != 200 {
		t.Errorf("%d dropped tries counted, want 200", n)
	}
	// Another port of the same address is not held up.
	q := w.peer(2)
	q.addr = netip.AddrPortFrom(p.addr.Addr(), 9000)
	q.ask(q.keys())
	if got := q.ask(q.password(rightPassword)); got != wire.TextPasswordRight {
		t.Errorf("a neighbour is answered %q", got)
	}
}

func TestLeavingDoesNotResetTheThrottle(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	for range 5 {
		p.ask(p.keys())
		p.ask(p.password("salah"))
		w.pass(2 * time.Second)
		p.ask("LEAVE_TAG:")
	}
	p.ask(p.keys())
	p.ask(p.password("salah"))
	w.pass(lastDelay - time.Millisecond)
	if got := p.take(); len(got) != 0 {
		t.Errorf("answered early: %q", got)
	}
}

func TestGuessingFromManyPortsIsLimited(t *testing.T) {
	w := newWorld(t, 10)
	guesses := 3000
	for i := range guesses {
		p := w.peer(1)
		p.addr = netip.AddrPortFrom(p.addr.Addr(), uint16(1024+i))
		p.ask(p.keys())
		p.ask(p.password(fmt.Sprint(i)))
		w.now = w.now.Add(time.Millisecond)
	}
	looked := w.tally.Get(tally.PasswordWrong)
	if most := wrongLimit.Burst + wrongLimit.Rate*3; float64(looked) > most+1 || float64(looked) < most/2 {
		t.Errorf("%d of %d guesses in 3 s were looked at, want about %.0f", looked, guesses, most)
	}
}

func TestPasswordsThatAreNone(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	for _, cipher := range []string{"ffffffff", "1", strings.TrimSuffix(strings.Repeat("1 ", 30_000), " "), p.cipher(rightPassword) + " 1"} {
		p.ask("PASSWORD:" + cipher)
		w.pass(lastDelay)
		if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
			t.Errorf("%.20q… is answered %q", cipher, got)
		}
	}
	p.ask("PASSWORD:")
	w.pass(lastDelay)
	if got := strings.Join(p.take(), "|"); got != wire.TextPasswordWrong {
		t.Errorf("no cipher text is answered %q", got)
	}
	if wrong, dropped := w.tally.Get(tally.PasswordWrong), w.tally.Get(tally.DroppedMalformed); wrong != 5 || dropped != 0 {
		t.Errorf("%d wrong passwords and %d dropped datagrams are counted; all five were answered", wrong, dropped)
	}
}

// TestLongPasswordsAreNotLookedAt uses one that would be right: decrypting is work that strangers can cause.
func TestLongPasswordsAreNotLookedAt(t *testing.T) {
	for length, want := range map[int]string{room.MaxPassword: wire.TextPasswordRight, room.MaxPassword + 1: wire.TextPasswordWrong} {
		w := newWorldWith(t, 10, strings.Repeat("x", length))
		p := w.peer(1)
		p.ask(p.keys())
		p.send(p.password(strings.Repeat("x", length)))
		w.pass(time.Second)
		if got := p.take(); got[len(got)-1] != want {
			t.Errorf("%d characters: %q", length, got)
		}
	}
}

func TestPasswordsAreNeverNoted(t *testing.T) {
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	p.ask(p.password("kelinci"))
	w.pass(time.Second)
	p.ask(p.password(rightPassword))
	for _, n := range w.notes {
		if all := fmt.Sprintf("%+v %s", n, n.Sentence()); strings.Contains(all, "kelinci") || strings.Contains(all, "rahasia") {
			t.Errorf("the log gets %s", all)
		}
	}
	if w.c.cfg.Password != "" {
		t.Error("the password itself is kept")
	}
}
