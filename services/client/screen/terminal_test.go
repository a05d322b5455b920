//go:build unix

package screen

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/term"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
)

// open puts a Terminal on a fakeTerminal; interrupted counts Ctrl-C.
func open(t *testing.T, width int, color bool) (g *fakeTerminal, s *Terminal, interrupted chan struct{}) {
	t.Helper()
	t.Cleanup(func() { goleak.VerifyNone(t) }) // runs after the fakeTerminal is closed
	g = newFakeTerminal(t, width)
	interrupted = make(chan struct{}, 10)
	s, err := OpenTerminal(g.tty, g.tty, lang.English, color, func() { interrupted <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return g, s, interrupted
}

func said(name, text string) chat.Event {
	return chat.Event{Kind: chat.Said, At: at, Name: name, Text: text}
}

func line(t *testing.T, s *Terminal, want string) {
	t.Helper()
	if got, ok := <-s.Lines(); !ok || got.Text != want {
		t.Errorf("the line %q, %v, want %q", got.Text, ok, want)
	}
}

func TestHalfTypedLineIsKept(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("juri> ")
	g.wait("juri> |")
	g.press("half a li")
	g.wait("juri> half a li|")
	s.Event(said("rina", "halo"))
	g.wait("12:01   rina: halo", "juri> half a li|")
	g.press("\x1b[D\x1b[D")
	g.wait("juri> half a |li")
	s.Event(said("rina", "a line that is wider than the terminal is, and broken"))
	g.wait("12:01   rina: halo", "12:01   rina: a line that is wider than", "        the terminal is, and broken", "juri> half a |li")
	g.press("\x05ne\r")
	line(t, s, "half a line")
	g.wait("juri> |")
}

func TestWideCharactersInAHalfTypedLine(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.press("👍日本\x1b[D\x1b[D")
	g.wait("> 👍|日本")
	s.Event(said("rina", "halo"))
	g.wait("12:01   rina: halo", "> 👍|日本")
	g.press("\x7fa")
	g.wait("> a|日本")
}

func TestArrowsBringBack(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.press("satu\rdua\r")
	line(t, s, "satu")
	line(t, s, "dua")
	g.press("ti\x1b[A")
	g.wait("> dua|")
	g.press("\x1b[A")
	g.wait("> satu|")
	g.press("\x1b[B\x1b[B")
	g.wait("> ti|")
}

func TestResize(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.press("satu dua tiga empat")
	g.wait("> satu dua tiga empat|")
	g.resize(12)
	g.signal(syscall.SIGWINCH)
	g.showsOnly("> iga empat|")
	g.press("\x01")
	g.showsOnly("> |satu dua ")
	g.resize(40)
	g.signal(syscall.SIGWINCH)
	g.showsOnly("> |satu dua tiga empat")
}

func TestLongLineScrolls(t *testing.T) {
	g, s, _ := open(t, 20, false)
	s.Talk("a-very-long-name> ")
	g.wait("> |") // a prompt that takes more than half of the row is cut short
	g.press(strings.Repeat("x", 30) + "y")
	g.wait("> " + strings.Repeat("x", 16) + "y|")
	s.Event(said("rina", "halo"))
	g.wait("12:01   rina: halo", "> "+strings.Repeat("x", 16)+"y|")
}

func TestAsking(t *testing.T) {
	g, s, _ := open(t, 40, false)
	g.press("80")
	s.Print("Looking...") // nothing is asked yet, so what is typed waits unseen
	g.wait("Looking...", "|")
	go g.press("00\rwrong\r")
	if answer, err := s.Ask(t.Context(), "Port: "); answer != "8000" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	if answer, err := s.AskSecret(t.Context(), "Password: "); answer != "wrong" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	s.Print("No.")
	g.wait("Looking...", "Port: 8000", "Password: ", "No.", "|")
	go g.press("12345\r")
	if answer, err := s.AskSecret(t.Context(), "Password: "); answer != "12345" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	s.Talk("> ")
	g.wait("No.", "Password: ", "> |")
	g.press("\x1b[A\x1b[A")
	g.press("x")
	g.wait("> x|") // an answer is not in the history
	for _, secret := range []string{"wrong", "12345"} {
		if strings.Contains(g.written(), secret) {
			t.Errorf("the password %s was written to the terminal", secret)
		}
	}
}

func TestCtrlD(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.press("ab\x01\x04")
	g.wait("> |b") // in a line it deletes
	g.press("\x04\x04")
	if got, ok := <-s.Lines(); ok {
		t.Errorf("the line %q instead of the end", got.Text)
	}
	if _, err := s.Ask(t.Context(), "Port: "); !errors.Is(err, io.EOF) {
		t.Errorf("Ask after the end: %v", err)
	}
}

func TestCtrlCWhileAsked(t *testing.T) {
	g, s, interrupted := open(t, 40, false)
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("interrupted")
	go func() { // ends with the first Ctrl-C
		<-interrupted
		cancel(why)
	}()
	g.press("80\x03")
	if answer, err := s.Ask(ctx, "Port: "); !errors.Is(err, why) {
		t.Errorf("%q, %v", answer, err)
	}
}

func TestCtrlCIsHeardWhileNothingIsAsked(t *testing.T) {
	g, _, interrupted := open(t, 40, false)
	g.press("\x03")
	<-interrupted
}

func TestTerminalIsRestored(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.press("half")
	g.wait("> half|")
	if g.restored() {
		t.Error("the terminal is not in raw mode")
	}
	s.Close()
	if !g.restored() {
		t.Error("the terminal is not as it was")
	}
	g.wait("|") // and the row of the prompt is free
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestRawAgainAfterAStop(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.wait("> |")
	term.Restore(int(g.tty.Fd()), g.before) // as a shell does with a job that it stopped
	g.signal(syscall.SIGCONT)
	g.until(func() bool { return !g.restored() }, "raw mode")
}

func TestHangUpEndsTheInput(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.wait("> |")
	g.keyboard.Close()
	for range s.Lines() {
	}
	s.Event(said("rina", "halo"))
	select {
	case <-s.Failed():
	case <-time.After(time.Minute):
		t.Error("nobody can read any more, and nothing says so")
	}
}

func TestColors(t *testing.T) {
	for _, color := range []bool{true, false} {
		t.Run(strconv.FormatBool(color), func(t *testing.T) {
			g, s, _ := open(t, 60, color)
			s.Event(said("rina", "halo"))
			g.wait("12:01   rina: halo", "|")
			if got := strings.Contains(g.written(), "\x1b["+nameColor("rina")+"mrina\x1b[0m"); got != color {
				t.Errorf("written: %s", strconv.Quote(g.written()))
			}
		})
	}
}
