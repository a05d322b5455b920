package classic

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/turn"
	wire "obrolan/shared/wire/classic"
)

// FuzzHandle plays a script of datagrams from three addresses. Each line of the script is one datagram: its first
// byte chooses the address and how much time passes, the rest is the datagram. As a fuzzer can't encrypt,
// $K stands for a key exchange, $P for the right password, $W for a wrong one, and $S before a text for
// that text as cipher text. $X and $H are no datagrams but reports: its port is closed, its host is lost.
func FuzzHandle(f *testing.F) {
	f.Add([]byte("0$K\n0$P\n0CHECK_USERNAME:ani\n0SET_USERNAME:ani\n0$Sani: halo\n0LEAVE_TAG:ani"))
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 1024 {
			return
		}
		w := newWorld(t, 2)
		peers := []*peer{w.peer(1), w.peer(2), w.peer(3)}
		for line := range bytes.SplitSeq(script, []byte("\n")) {
			if len(line) == 0 {
				continue
			}
			p := peers[int(line[0])%len(peers)]
			w.pass(time.Duration(line[0]>>2) * time.Duration(line[0]>>2) * time.Second)
			datagram := p.expand(string(line[1:]))
			if what, ok := map[string]turn.Trouble{"$X": turn.PortClosed, "$H": turn.HostLost}[datagram]; ok {
				w.c.Undelivered(w.now, []turn.Report{{To: p.addr, What: what}})
				w.collect()
				check(t, w)
				continue
			}
			_, malformed := wire.ParseRequest([]byte(datagram))
			before := len(w.mail[p.addr])
			s := w.c.sessions[p.addr]
			letIn := s != nil && (s.stage == choosing || s.stage == member)
			p.send(datagram)
			if malformed != nil && (s == nil || letIn) && len(w.mail[p.addr]) != before {
				t.Fatalf("malformed %q is answered", datagram)
			}
			if malformed != nil && len(w.mail[p.addr]) > before+1 {
				t.Fatalf("%q is answered %d times", datagram, len(w.mail[p.addr])-before)
			}
			check(t, w)
		}
		w.pass(2 * time.Hour)
		if w.room.Len() != 0 || w.c.Len() != 0 || w.c.timers.Len() != 0 {
			t.Fatalf("after two silent hours %d members, %d sessions, %d timers are left", w.room.Len(), w.c.Len(), w.c.timers.Len())
		}
		if j, l := len(w.noted(turn.NoteJoined)), len(w.noted(turn.NoteLeft)); j != l {
			t.Fatalf("%d joins and %d leaves", j, l)
		}
	})
}

// expand writes out what a fuzzer can't.
func (p *peer) expand(line string) string {
	switch {
	case line == "$K":
		return p.keys()
	case line == "$P":
		return p.password(rightPassword)
	case line == "$W":
		return p.password("salah")
	case strings.HasPrefix(line, "$S"):
		return string(p.enc.AppendLossy(nil, line[2:]))
	}
	return line
}

// check holds what is always true.
func check(t *testing.T, w *world) {
	t.Helper()
	seen := make(map[string]bool)
	members := 0
	for addr, s := range w.c.sessions {
		if s.addr != addr || !s.timer.IsSet() || s.timer.Item != s {
			t.Fatalf("the session of %v is lost to its timer", addr)
		}
		name, seated := w.room.Name(s)
		if seated != (s.stage == member) || s.place.IsQueued() == seated {
			t.Fatalf("%v is in stage %d, seated: %v, queued: %v", addr, s.stage, seated, s.place.IsQueued())
		}
		if seated {
			members++
			key := strings.ToLower(name.String())
			if seen[key] {
				t.Fatalf("two members are called %q", name)
			}
			seen[key] = true
		}
	}
	if w.c.timers.Len() != w.c.Len() {
		t.Fatalf("%d timers for %d sessions", w.c.timers.Len(), w.c.Len())
	}
	if members != w.room.Len() || members > 2 {
		t.Fatalf("%d sessions are members, the room has %d", members, w.room.Len())
	}
	for _, n := range w.notes {
		if n.Kind == turn.NoteSaid && strings.ContainsFunc(n.Text, func(r rune) bool { return r < ' ' }) || n.Why > room.Replaced {
			t.Fatalf("a note says %+v", n)
		}
	}
}
