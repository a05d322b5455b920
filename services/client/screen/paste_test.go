//go:build unix

package screen

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"
	"pgregory.net/rapid"

	"obrolan/services/client/lang"
	"obrolan/shared/console"
)

// A pasted !q left the room, and what was pasted before it was said without being asked about.
func TestPasteIsText(t *testing.T) {
	g, s, interrupted := open(t, 80, false)
	s.Talk("> ")
	g.press(pasteStart + "one\r\x1b[2Jtwo\x03\x04\r\n!q\r\rthree\r" + pasteEnd)
	waits := fmt.Sprintf(lang.English.PasteWaits, 5)
	g.showsOnly(waits, "> one↵[2Jtwo↵!q↵↵three|")
	s.Event(said("rina", "halo"))
	g.showsOnly(waits, "12:01   rina: halo", "> one↵[2Jtwo↵!q↵↵three|")
	if len(s.Lines()) != 0 || len(interrupted) != 0 {
		t.Errorf("%d lines were said before Enter, %d keys pressed", len(s.Lines()), len(interrupted))
	}
	g.press("\x01\x1b[C\x1b[C\x1b[C\x1b[3~ \r")
	for _, want := range []string{"one [2Jtwo", "!q", "", "three"} {
		if got := <-s.Lines(); got.Text != want || !got.Literal {
			t.Errorf("said %+v, want the message %q", got, want)
		}
	}
	g.press("\x1b[A") // brings all of it back
	g.wait("> one [2Jtwo↵!q↵↵three|")
	g.press("\x15\r" + pasteStart + "/help\r" + pasteEnd + "\r")
	for _, want := range []string{"", "/help"} { // one line is as good as typed, since Enter was
		if got := <-s.Lines(); got.Text != want || got.Literal {
			t.Errorf("said %+v, want %q, which may be a command", got, want)
		}
	}
}

func TestPasteIntoQuestions(t *testing.T) {
	g, s, _ := open(t, 40, false)
	g.press(pasteStart + "80\r00\r" + pasteEnd + "\r" + pasteStart + "12345\r\n" + pasteEnd + "\r")
	if answer, err := s.Ask(t.Context(), "Port: "); answer != "80 00" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	if answer, err := s.AskSecret(t.Context(), "Password: "); answer != "12345" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	g.showsOnly("Port: 80↵00", "Password: ", "|")
}

// A paste was cut at the end of a full line, and what was typed ahead after a while, without a word.
func TestLimitsSpeak(t *testing.T) {
	g, s, _ := open(t, 100, false)
	english := lang.English
	g.press(strings.Repeat("z", maxAhead/2))
	g.press(strings.Repeat("z", maxAhead/2) + "lost")
	for s.lost() < 4 {
		time.Sleep(time.Millisecond) // nothing appears that could be waited for
	}
	s.Talk("> ")
	g.wait(fmt.Sprintf(english.LineFull, maxLine), fmt.Sprintf(english.KeysLost, maxAhead, 4), "> "+strings.Repeat("z", 97)+"|")
	g.press("zzz")
	g.press("\r")
	line(t, s, strings.Repeat("z", maxLine))
	g.wait("> |")
	g.press(pasteStart)
	for i := range 900 {
		g.press(fmt.Sprintf("%04d ", i))
	}
	g.press("\r" + pasteEnd)
	g.wait(fmt.Sprintf(english.LineFull, maxLine), fmt.Sprintf(english.KeysLost, maxAhead, 4), fmt.Sprintf(english.PasteCut, maxLine, 500), "> 0 0781 0782 0783 0784 0785 0786 0787 0788 0789 0790 0791 0792 0793 0794 0795 0796 0797 0798 0799 |")
	g.press("\r")
	<-s.Lines()
	g.wait("> |")
	g.press(strings.Repeat("z", maxLine+1) + "\r") // as a terminal that marks no pastes sends it
	g.wait(fmt.Sprintf(english.LineFull, maxLine), "> |")
}

// Keys come in any order, as some may be lost: the end of a paste without its start, a start within a paste.
func TestKeysInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &Terminal{look: look{texts: lang.English}, ahead: newKeyQueue(), queue: console.NewQueue(io.Discard, nil)}
		defer s.queue.Close()
		s.mode = rapid.SampledFrom([]mode{asking, secret, talking}).Draw(t, "mode")
		mode := s.mode
		for _, k := range rapid.SliceOfN(rapid.OneOf(rapid.Map(rapid.IntRange(int(keyPasteEnd), -1), func(n int) key { return key(n) }),
			rapid.SampledFrom([]key{'a', ' ', '日', 0x1F1EE, 0x301, 0x200D})), 20, 80).Draw(t, "keys") {
			s.press(k, rapid.Bool().Draw(t, "last"))
			s.mode = mode
			if e := &s.editor; e.at < 0 || e.at > len(e.line) || e.offset > e.at {
				t.Fatalf("the cursor is at %d, the window at %d of %d", e.at, e.offset, len(e.line))
			}
		}
	})
}

// The end of a paste is kept where other keys are lost, and does no harm where its start was lost.
func TestEndOfAPasteThatLostKeys(t *testing.T) {
	q := newKeyQueue()
	q.add(append(make([]key, maxAhead), 'a', keyPasteEnd, 'b'))
	if got := q.keys[len(q.keys)-1]; got != keyPasteEnd || len(q.keys) != maxAhead+1 || q.takeLost() != 2 {
		t.Errorf("%d keys wait, the last is %d", len(q.keys), got)
	}
	var e editor
	for _, k := range []key{'a', keyPasteStart, keyBackspace, keyPasteEnd} {
		e.press(k, false)
	}
	if n := e.pastedLines(); n != 1 {
		t.Errorf("%d lines in a paste of nothing", n)
	}
}

// What is cut off is said once for a paste, and before Enter clears the line, however the keys are read.
func TestLimitsSpeakOnce(t *testing.T) {
	for name, c := range map[string]struct {
		keys []key
		want []string
	}{
		"a paste in parts": {[]key{keyPasteStart, 'a', 'b', 'c', keyPasteEnd}, []string{fmt.Sprintf(lang.English.PasteCut, maxLine, 3)}},
		"typed":            {[]key{'a', 'b'}, []string{fmt.Sprintf(lang.English.LineFull, maxLine)}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, atOnce := range []bool{false, true} {
				var out strings.Builder
				s := &Terminal{mode: talking, look: look{texts: lang.English}, ahead: newKeyQueue(), queue: console.NewQueue(&out, nil)}
				defer s.queue.Close()
				s.editor.set([]rune(strings.Repeat("x", maxLine)))
				for _, k := range append(c.keys, keyEnter) {
					s.press(k, !atOnce)
				}
				err := s.queue.Flush(t.Context())
				var got []string
				for _, text := range []string{lang.English.PasteCut, lang.English.LineFull} {
					pattern := regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(text), "%d", "[0-9]+"))
					got = append(got, pattern.FindAllString(out.String(), -1)...)
				}
				if err != nil || !slices.Equal(got, c.want) {
					t.Errorf("at once: %v: %q, want %q (%v)", atOnce, got, c.want, err)
				}
			}
		})
	}
}

func (s *Terminal) lost() int {
	s.ahead.mu.Lock()
	defer s.ahead.mu.Unlock()
	return s.ahead.lost
}

// Ctrl-C was not heard while the room took no lines.
func TestCtrlCIsHeardWhileLinesWait(t *testing.T) {
	g, s, interrupted := open(t, 40, false)
	s.Talk("> ")
	g.press(pasteStart + strings.Repeat("a line\r", 500) + pasteEnd + "\r")
	for range 100 {
		g.press(strings.Repeat("more\r", 10))
	}
	g.press("\x03")
	<-interrupted
}

// A paste whose end never comes must not lock the person in.
func TestCtrlCInAPasteWithoutAnEnd(t *testing.T) {
	g, s, interrupted := open(t, 40, false)
	s.Talk("> ")
	g.press(pasteStart + "ab")
	g.wait("> ab|")
	g.press("\x03")
	<-interrupted
}

func TestTerminalMarksPastesOnlyWhileItIsOpen(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.wait("> |")
	if got := g.written(); !strings.HasPrefix(got, pasteOn) || strings.Contains(got, pasteOff) {
		t.Errorf("written after opening: %q", got)
	}
	term.Restore(int(g.tty.Fd()), g.before)
	g.signal(syscall.SIGCONT)
	g.until(func() bool { return strings.Count(g.raw.String(), pasteOn) == 2 }, "asked again after a stop")
	s.Close()
	g.until(func() bool { return strings.HasSuffix(g.raw.String(), pasteOff) }, "switched off")
}

func TestPanicGivesTheTerminalBack(t *testing.T) {
	g, s, _ := open(t, 40, false)
	s.Talk("> ")
	g.wait("> |")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		defer s.restoreOnPanic()
		panic("a fault")
	}()
	g.until(func() bool { return strings.HasSuffix(g.raw.String(), pasteOff) }, "switched off")
	if !g.restored() {
		t.Error("the terminal is not as it was")
	}
}

// Everything can be typed and pasted in a window of one column, and nothing breaks.
func TestTinyWindow(t *testing.T) {
	g, s, _ := open(t, 1, true)
	g.press("8\r9日\x7f\r")
	if answer, err := s.Ask(t.Context(), "Port: "); answer != "8" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	if answer, err := s.AskSecret(t.Context(), "Password: "); answer != "9" || err != nil {
		t.Errorf("%q, %v", answer, err)
	}
	s.Talk("juri> ")
	g.press("日👍🏽e\u0301🇮🇩\x1b[D\x1b[D\x01\x05" + pasteStart + "a\rb\r" + pasteEnd + "\x0c\x1b[A\x1b[B\x17x")
	s.Event(said("日", "🇮🇩 a longer text"))
	s.Print("A note.")
	g.resize(2)
	g.signal(syscall.SIGWINCH)
	g.wait("x|")
	g.press("\r")
	if got := <-s.Lines(); got.Text != "日👍🏽e\u0301🇮🇩a" {
		t.Errorf("the line %q", got.Text)
	}
	if got := <-s.Lines(); got.Text != "x" {
		t.Errorf("the line %q", got.Text)
	}
}
