package classic

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"obrolan/services/server/room"
	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// world is a classic machine in virtual time, with the datagrams that it sent to each address.
type world struct {
	tb    testing.TB
	now   time.Time
	c     *Machine
	room  *room.Room
	tally *tally.Tally
	out   *turn.Outbox
	notes []turn.Note
	mail  map[netip.AddrPort][]string // nil: not kept
}

const rightPassword = "rahasia 🙂"

func newWorld(tb testing.TB, members int) *world {
	tb.Helper()
	return newWorldWith(tb, members, rightPassword)
}

func newWorldWith(tb testing.TB, members int, password string) *world {
	tb.Helper()
	key, err := rsa.Generate(rand.NewChaCha8([32]byte{1}), rsa.Classic)
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{tb: tb, now: time.Now(), room: room.New(room.Config{MaxMembers: members}), tally: new(tally.Tally), out: new(turn.Outbox),
		mail: make(map[netip.AddrPort][]string)}
	w.c = New(Config{Key: key, Password: password, Idle: 30 * time.Minute, Verbose: true}, w.room, w.tally, w.out)
	return w
}

// handle gives the machine a datagram, and takes what it sends.
func (w *world) handle(from netip.AddrPort, datagram string) {
	buf := []byte(datagram)
	w.c.Handle(w.now, turn.Path{Peer: from}, buf)
	for i := range buf {
		buf[i] = '!' // the machine must not have kept it
	}
	w.collect()
}

// pass lets time pass in the steps that the machine asks for.
func (w *world) pass(d time.Duration) {
	w.tb.Helper()
	end := w.now.Add(d)
	for steps := 0; ; steps++ {
		due := w.c.Deadline()
		if due.IsZero() || due.After(end) {
			break
		}
		if due.After(w.now) {
			w.now = due
		}
		w.c.Advance(w.now)
		w.collect()
		if next := w.c.Deadline(); !next.IsZero() && !next.After(w.now) || steps > 1_000_000 {
			w.tb.Fatal("Advance leaves something due: a loop would spin")
		}
	}
	w.now = end
}

func (w *world) collect() {
	for i := range w.out.Len() {
		to, datagram := w.out.At(i)
		if w.mail != nil {
			w.mail[to.Peer] = append(w.mail[to.Peer], string(datagram))
		}
	}
	w.out.Sent()
	w.notes = append(w.notes, w.out.Notes...)
	w.out.Noted()
}

// noted returns the notes of a kind.
func (w *world) noted(kind turn.NoteKind) (found []turn.Note) {
	for _, n := range w.notes {
		if n.Kind == kind {
			found = append(found, n)
		}
	}
	return found
}

// peer is a client at an address.
type peer struct {
	w    *world
	addr netip.AddrPort
	key  rsa.Textbook
	dec  *rsa.Decrypter
	enc  *rsa.Encrypter
}

// peerKeys are drawn once: drawing a thousand takes a while under the race detector.
var peerKeys = sync.OnceValue(func() (keys [16]rsa.Textbook) {
	for i := range keys {
		keys[i], _ = rsa.Generate(rand.NewChaCha8([32]byte{2, byte(i)}), rsa.Classic)
	}
	return keys
})

// peer makes the client number i. Those with neighbouring numbers have different keys.
func (w *world) peer(i int) *peer {
	key := peerKeys()[i%16]
	enc, err := rsa.NewEncrypter(w.c.cfg.Key.Public)
	if err != nil {
		w.tb.Fatal(err)
	}
	addr := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 8000)
	return &peer{w: w, addr: addr, key: key, dec: rsa.NewDecrypter(key), enc: enc}
}

// send sends a datagram.
func (p *peer) send(datagram string) { p.w.handle(p.addr, datagram) }

// ask forgets what came before, sends a datagram, and returns what came back.
func (p *peer) ask(datagram string) string {
	p.take()
	p.send(datagram)
	return strings.Join(p.take(), "|")
}

// take returns the datagrams that have come.
func (p *peer) take() []string {
	got := p.w.mail[p.addr]
	delete(p.w.mail, p.addr)
	return got
}

func (p *peer) cipher(text string) string {
	c, err := p.enc.Append(nil, text)
	if err != nil {
		p.w.tb.Fatal(err)
	}
	return string(c)
}

func (p *peer) keys() string { return string(wire.AppendKeys(nil, p.key.Public)) }

func (p *peer) password(text string) string { return "PASSWORD:" + p.cipher(text) }

// join goes through the whole opening, as an original client does.
func (p *peer) join(name string) {
	p.w.tb.Helper()
	for _, step := range []struct{ say, want string }{
		{p.keys(), string(wire.AppendKeys(nil, p.w.c.cfg.Key.Public))},
		{p.password(rightPassword), wire.TextPasswordRight},
		{"CHECK_USERNAME:" + name, wire.TextAvailable},
		{"SET_USERNAME:" + name, "Username " + strings.TrimSpace(name) + " berhasil diset!"},
		{"SIGNUP_TAG:" + name, ""},
		{"SIGNUP_TAG:" + name, ""},
	} {
		if got := p.ask(step.say); got != step.want {
			p.w.tb.Fatalf("%q is answered %q, want %q", step.say, got, step.want)
		}
	}
}

// lines returns the room's lines that have come, decrypted; clear text is returned in angle brackets.
func (p *peer) lines() (lines []string) {
	p.w.tb.Helper()
	var a wire.Assembler
	for _, datagram := range p.take() {
		if len(datagram) > wire.PieceSize+3 {
			p.w.tb.Fatalf("a datagram of %d bytes", len(datagram))
		}
		if !a.Pending() && !strings.HasPrefix(datagram, "ENCRYPTED:") {
			lines = append(lines, "<"+datagram+">")
			continue
		}
		cipher, err := a.Add([]byte(datagram))
		if err != nil {
			p.w.tb.Fatal(err)
		}
		if cipher == nil {
			continue
		}
		text, err := p.dec.Text(bytes.Clone(cipher))
		if err != nil {
			p.w.tb.Fatal(err)
		}
		lines = append(lines, text)
	}
	return lines
}

// expect compares the lines that have come.
func (p *peer) expect(want ...string) {
	p.w.tb.Helper()
	got := p.lines()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		p.w.tb.Fatalf("%v got lines %q, want %q", p.addr, got, want)
	}
}

func (p *peer) say(line string) { p.send(p.cipher(line)) }
