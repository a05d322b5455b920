package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"obrolan/services/server/journal"
	"obrolan/services/server/tally"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// logBuffer is a log that a test may read while the server writes.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// running is a server under test, on a port of its own.
type running struct {
	*Server
	log  *logBuffer
	stop func() error // ends it, and returns what Serve returned
}

func testConfig() Config {
	return Config{Listen: "127.0.0.1:0", Password: "kelinci", Idle: time.Hour, MaxMembers: 1000, LogFormat: journal.Text}
}

func start(tb testing.TB, cfg Config) *running {
	tb.Helper()
	log := new(logBuffer)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := Listen(ctx, cfg, log, io.Discard)
	if err != nil {
		cancel()
		tb.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }() // ends with cancel
	r := &running{Server: s, log: log}
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	tb.Cleanup(func() { r.stop() })
	return r
}

// guest is a client made of a socket: it does what it is told, right or wrong.
type guest struct {
	tb   testing.TB
	u    *net.UDPConn
	key  rsa.Textbook
	enc  *rsa.Encrypter
	name string
}

func (r *running) guest(tb testing.TB) *guest {
	tb.Helper()
	u, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.Addr()))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { u.Close() })
	key, err := rsa.Generate(rand.Reader, rsa.Classic)
	if err != nil {
		tb.Fatal(err)
	}
	return &guest{tb: tb, u: u, key: key}
}

func (g *guest) addr() netip.AddrPort { return g.u.LocalAddr().(*net.UDPAddr).AddrPort() }

func (g *guest) send(datagram string) {
	g.tb.Helper()
	if _, err := io.WriteString(g.u, datagram); err != nil {
		g.tb.Fatal(err)
	}
}

// patience bounds waits for what must happen: long, since a busy machine takes its time.
const patience = time.Minute

// receive returns the next datagram that is no probe.
func (g *guest) receive() string {
	g.tb.Helper()
	buf := make([]byte, 2048)
	g.u.SetReadDeadline(time.Now().Add(patience))
	for {
		n, err := g.u.Read(buf)
		if err != nil {
			g.tb.Fatalf("%s waits for a datagram: %v", g.name, err)
		}
		if n > 0 {
			return string(buf[:n])
		}
	}
}

func (g *guest) ask(datagram, want string) {
	g.tb.Helper()
	g.send(datagram)
	if got := g.receive(); got != want {
		g.tb.Fatalf("%.20q is answered %q, want %q", datagram, got, want)
	}
}

func (g *guest) join(name string) *guest {
	g.tb.Helper()
	g.name = name
	g.send(string(classic.AppendKeys(nil, g.key.Public)))
	a, err := classic.ParseAnswer([]byte(g.receive()))
	if err != nil || a.Kind != classic.AnswerKeys {
		g.tb.Fatalf("no keys but %+v, %v", a, err)
	}
	g.enc, err = rsa.NewEncrypter(a.Key)
	if err != nil {
		g.tb.Fatal(err)
	}
	g.ask("PASSWORD:"+g.cipher("kelinci"), classic.TextPasswordRight)
	g.ask("CHECK_USERNAME:"+name, classic.TextAvailable)
	g.ask("SET_USERNAME:"+name, "Username "+name+" berhasil diset!")
	return g
}

func (g *guest) cipher(text string) string { return string(g.enc.AppendLossy(nil, text)) }

func (g *guest) say(text string) { g.send(g.cipher(g.name + ": " + text)) }

// line returns the next line of the room.
func (g *guest) line() string {
	g.tb.Helper()
	var a classic.Assembler
	for {
		cipher, err := a.Add([]byte(g.receive()))
		if err != nil {
			g.tb.Fatal(err)
		}
		if cipher != nil {
			text, err := rsa.NewDecrypter(g.key).Text(cipher)
			if err != nil {
				g.tb.Fatal(err)
			}
			return text
		}
	}
}

func (g *guest) expect(want string) {
	g.tb.Helper()
	if got := g.line(); got != want {
		g.tb.Fatalf("%s reads %q, want %q", g.name, got, want)
	}
}

// await polls until f is true: for what a datagram sets off and nobody answers.
func await(tb testing.TB, what string, f func() bool) {
	tb.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			tb.Fatalf("not within %v: %s", patience, what)
		}
	}
}

func (r *running) count(c tally.Counter) uint64 { return r.tally.Get(c) }

func TestARoomOnLoopback(t *testing.T) {
	r := start(t, testConfig())
	ani := r.guest(t).join("ani")
	budi := r.guest(t).join("budi")
	ani.expect("budi memasuki obrolan!")
	ani.say("halo 🙂")
	ani.expect("ani: halo 🙂")
	budi.expect("ani: halo 🙂")
	budi.ask("LEAVE_TAG:budi", classic.TextBye)
	ani.expect("budi keluar dari obrolan.")
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	ani.expect("Server berhenti.")
	log := r.log.String()
	for _, want := range []string{"WEAK", "public keys exchanged", "the password is right", "budi came in (members: 2)", "ani: halo 🙂 (sent to 2)",
		"budi left (members: 1)", "the room closes (members told: 1)", "received=", fmt.Sprint(ani.addr())} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, "kelinci") {
		t.Error("the log holds the password")
	}
}

// fastest returns the shortest time that f took, and tries again for as long as that is too long. What the code makes
// slow is slow every time; what a busy machine makes slow is not.
func fastest(enough time.Duration, f func() time.Duration) time.Duration {
	shortest := f()
	for tries := 1; tries < 10 && shortest > enough; tries++ {
		shortest = min(shortest, f())
	}
	return shortest
}

func TestStoppingTakesLessThanASecond(t *testing.T) {
	took := fastest(time.Second, func() time.Duration {
		r := start(t, testConfig())
		for i := range 20 {
			r.guest(t).join(fmt.Sprint("murid ", i))
		}
		begin := time.Now()
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin)
	})
	if took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestAWrongPasswordIsAnsweredByTheClock(t *testing.T) {
	r := start(t, testConfig())
	const least, most = 200 * time.Millisecond, 2 * time.Second
	took := fastest(most, func() time.Duration {
		p := r.guest(t)
		p.send(string(classic.AppendKeys(nil, p.key.Public)))
		a, _ := classic.ParseAnswer([]byte(p.receive()))
		p.enc, _ = rsa.NewEncrypter(a.Key)
		begin := time.Now()
		p.ask("PASSWORD:"+p.cipher("salah"), classic.TextPasswordWrong)
		return time.Since(begin)
	})
	if took < least || took > most {
		t.Errorf("answered after %v", took)
	}
}
