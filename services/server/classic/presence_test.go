package classic

import (
	"net/netip"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	wire "obrolan/shared/wire/classic"
)

func TestSilentMembersAreProbed(t *testing.T) {
	w := newWorld(t, 10)
	ani := w.peer(1)
	ani.join("ani")
	w.pass(9 * time.Second)
	ani.expect()
	w.pass(2 * time.Second)
	ani.expect("<>")
	w.pass(10 * time.Second)
	ani.expect("<>")
	for range 6 { // who speaks is not probed
		ani.send("")
		w.pass(9 * time.Second)
	}
	ani.expect()
	w.pass(time.Minute)
	if n := len(ani.take()); n != 6 {
		t.Errorf("%d probes in a minute, want 6", n)
	}
}

func TestProbesOfManyShareWakes(t *testing.T) {
	w := newWorld(t, 500)
	w.fill(500)
	w.pass(time.Minute)
	clear(w.mail)
	var wakes int
	for end := w.now.Add(10 * time.Second); ; wakes++ {
		due := w.c.Deadline()
		if due.After(end) {
			break
		}
		w.now = due
		w.c.Advance(due)
		w.collect()
	}
	if wakes > 42 {
		t.Errorf("%d wakes in 10 s, want about 40", wakes)
	}
	if n := len(w.mail); n != 500 {
		t.Errorf("%d of 500 were probed", n)
	}
}

func TestIdleMembersArePutOut(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	budi.join("budi")
	ani.take()
	for range 4 { // what our own clients do to say that they are there
		w.pass(10 * time.Minute)
		ani.take()
		if got := ani.ask("CHECK_USERNAME:ani"); got != wire.TextUnavailable && w.now.IsZero() {
			t.Fatalf("a member who asks for its own name is told %q", got)
		}
	}
	if n := len(w.noted(turn.NoteUnnamed)); n != 0 {
		t.Errorf("asking for one's own name makes %d lines in the log", n)
	}
	got := budi.lines()
	if last := got[len(got)-1]; last != NoticeIdle {
		t.Errorf("the last that an idle member hears is %q", last)
	}
	left := w.noted(turn.NoteLeft)
	if len(left) != 1 || left[0].Why != room.Idle || w.room.Len() != 1 {
		t.Errorf("the log says %+v, %d are in the room", left, w.room.Len())
	}
	if got := budi.ask("a"); got != wire.TextPasswordFirst {
		t.Errorf("who was put out is told %q", got)
	}
}

func TestWhoseOwnNameIsUnavailableIsStillIn(t *testing.T) {
	w := newWorld(t, 1) // also where the room is full
	ani := w.peer(1)
	ani.join("ani")
	for _, name := range []string{"ani", "ANI", "budi"} {
		if got := ani.ask("CHECK_USERNAME:" + name); got != wire.TextUnavailable {
			t.Errorf("a member who asks for %q is told %q", name, got)
		}
	}
	if got := ani.ask("SET_USERNAME:budi"); got != wire.TextUnavailable {
		t.Errorf("a member who wants a second name is told %q", got)
	}
}

func TestAClosedPortEndsAMemberAtOnce(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	ani.join("ani")
	budi.join("budi")
	ani.take()
	w.c.Undelivered(w.now, []turn.Report{{To: budi.addr, What: turn.PortClosed}, {To: budi.addr, What: turn.PortClosed}, {To: w.peer(9).addr, What: turn.PortClosed}})
	w.collect()
	ani.expect("budi keluar dari obrolan.")
	if n := w.tally.Get(tally.LeftRefused); n != 1 || w.c.Len() != 1 {
		t.Errorf("%d leaves, %d sessions", n, w.c.Len())
	}
	w.peer(3).join("budi")
}

func TestTheDeadAreNotToldOfEachOther(t *testing.T) {
	w := newWorld(t, 100)
	peers := w.fill(100)
	var reports []turn.Report
	for _, p := range peers[1:] {
		reports = append(reports, turn.Report{To: p.addr, What: turn.PortClosed})
	}
	w.c.Undelivered(w.now, reports)
	w.collect()
	if n := len(peers[0].lines()); n != 99 || w.room.Len() != 1 {
		t.Errorf("who stays hears of %d leaves, want 99; %d are in the room", n, w.room.Len())
	}
	if len(w.mail) != 0 {
		t.Errorf("%d of the dead were told something", len(w.mail))
	}
}

func TestALostHost(t *testing.T) {
	tests := []struct {
		what    string
		reports []time.Duration // when the system reports, from when the cable is pulled
		heard   time.Duration   // when the member is heard again; 0: never
		gone    bool
	}{
		{"one report", []time.Duration{8 * time.Second}, 0, false},
		{"reports until the cable is back", []time.Duration{8 * time.Second, 18 * time.Second}, 0, false},
		{"reports that go on", []time.Duration{8 * time.Second, 18 * time.Second, 28 * time.Second}, 0, true},
		{"two short ones", []time.Duration{8 * time.Second, 60 * time.Second}, 0, false},
		{"heard in between", []time.Duration{8 * time.Second, 28 * time.Second, 38 * time.Second}, 20 * time.Second, false},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			w := newWorld(t, 10)
			ani, budi := w.peer(1), w.peer(2)
			ani.join("ani")
			budi.join("budi")
			start := w.now
			for _, at := range tt.reports {
				if tt.heard != 0 && at > tt.heard && w.now.Sub(start) < tt.heard {
					w.pass(tt.heard - w.now.Sub(start))
					budi.send("")
				}
				w.pass(at - w.now.Sub(start))
				w.c.Undelivered(w.now, []turn.Report{{To: budi.addr, What: turn.HostLost}})
				w.collect()
			}
			if gone := w.room.Len() == 1; gone != tt.gone {
				t.Errorf("gone: %v, want %v", gone, tt.gone)
			}
		})
	}
	w := newWorld(t, 10)
	p := w.peer(1)
	p.ask(p.keys())
	w.c.Undelivered(w.now, []turn.Report{{To: p.addr, What: turn.HostLost}})
	if w.c.Len() != 0 {
		t.Error("a session that never got in is kept for a lost host")
	}
}

func TestClosingTellsTheMembers(t *testing.T) {
	w := newWorld(t, 10)
	ani, p := w.peer(1), w.peer(2)
	ani.join("ani")
	p.ask(p.keys())
	p.take()
	w.c.Close(w.now)
	w.collect()
	ani.expect(NoticeStop)
	p.expect()
	for _, notice := range []string{NoticeStop, NoticeIdle} {
		if l := wire.ParseLine(notice); l.Kind != wire.LineOther {
			t.Errorf("a client takes %q for %v", notice, l.Kind)
		}
	}
}

// TestEverythingLeavesFromTheAddressThatWasAsked: answers, relayed lines, notices and probes to a member who came in
// through one of several addresses of the host.
func TestEverythingLeavesFromTheAddressThatWasAsked(t *testing.T) {
	w := newWorld(t, 10)
	ani, budi := w.peer(1), w.peer(2)
	asked := netip.MustParseAddr("127.0.0.2")
	send := func(datagram string) {
		w.c.Handle(w.now, turn.Path{Peer: ani.addr, Local: asked}, []byte(datagram))
	}
	wrong := 0
	collect := func() (n int) {
		for i := range w.out.Len() {
			to, _ := w.out.At(i)
			if to.Peer == ani.addr {
				n++
				if to.Local != asked {
					wrong++
				}
			}
		}
		w.collect()
		return n
	}
	send(ani.keys())
	collect()
	for _, datagram := range []string{"halo?", ani.password("salah"), ani.password(rightPassword), "SET_USERNAME:ani", ani.cipher("ani: halo")} {
		send(datagram)
		w.now = w.now.Add(lastDelay) // the answer to a wrong password waits
		w.c.Advance(w.now)
		if collect() == 0 {
			t.Errorf("%q gets no answer", datagram)
		}
	}
	budi.join("budi")
	budi.say("budi: halo")
	w.now = w.now.Add(2 * probeEvery)
	w.c.Advance(w.now)
	if collect() == 0 {
		t.Error("no probe was sent")
	}
	if wrong > 0 {
		t.Errorf("%d datagrams leave from another address", wrong)
	}
}
