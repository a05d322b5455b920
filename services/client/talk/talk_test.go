package talk

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/services/client/lang"
	"obrolan/services/client/roomtest"
	"obrolan/services/client/screen"
	"obrolan/shared/chat"
)

// fakeScreen is a Screen that remembers.
type fakeScreen struct {
	person bool
	broken bool // nobody reads
	lines  chan screen.Line

	mu    sync.Mutex
	shown []string
}

func (b *fakeScreen) Lines() <-chan screen.Line { return b.lines }
func (b *fakeScreen) Interactive() bool         { return b.person }
func (b *fakeScreen) Close() error              { return nil }
func (b *fakeScreen) Quiet()                    {}
func (b *fakeScreen) Print(text string)         { b.add("- " + text) }

func (b *fakeScreen) Event(ev chat.Event) error {
	if b.broken {
		return io.ErrClosedPipe
	}
	if ev.Kind != chat.Ended {
		b.add(strings.TrimSpace(ev.Kind.String() + " " + ev.Name + " " + ev.Text))
	}
	return nil
}

func (b *fakeScreen) add(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown = append(b.shown, text)
}

func (b *fakeScreen) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.shown)
}

// fixture is a Session in a room, under virtual time.
type fixture struct {
	room       *roomtest.Room
	fakeScreen *fakeScreen
	cancel     context.CancelFunc
	result     chan error
}

func withSession(t *testing.T, person bool, set func(*roomtest.Room), do func(*fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &fixture{room: roomtest.New(), fakeScreen: &fakeScreen{person: person, lines: make(chan screen.Line)}, result: make(chan error, 1)}
		if set != nil {
			set(s.room)
		}
		s.room.Enter(t.Context(), "juri")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s.cancel = cancel
		session := &Session{Room: s.room, Screen: s.fakeScreen, Texts: lang.English}
		go func() { s.result <- session.Run(ctx) }() // ends when the test lets it
		do(s)
	})
}

func (s *fixture) types(lines ...string) {
	for _, line := range lines {
		s.fakeScreen.lines <- screen.Line{Text: line}
	}
	synctest.Wait()
}

// pastes gives lines that were pasted together.
func (s *fixture) pastes(lines ...string) {
	for _, line := range lines {
		s.fakeScreen.lines <- screen.Line{Text: line, Literal: true}
	}
	synctest.Wait()
}

func (s *fixture) ends(t *testing.T, want error) {
	t.Helper()
	if err := <-s.result; !errors.Is(err, want) || want == nil && err != nil {
		t.Errorf("Run returned %v, want %v", err, want)
	}
}

func (s *fixture) shows(t *testing.T, want ...string) {
	t.Helper()
	if got := s.fakeScreen.all(); !slices.Equal(got, want) {
		t.Errorf("shown:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAPersonTalksAndLeaves(t *testing.T) {
	for _, quit := range []string{"!q", "/quit", " !q ", "/Q"} {
		withSession(t, true, nil, func(s *fixture) {
			s.types("hi", "", "   ", "//etc/passwd", "a / b")
			s.room.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: "halo"})
			synctest.Wait()
			s.types(quit)
			s.ends(t, nil)
			s.shows(t, "said juri hi", "said juri /etc/passwd", "said juri a / b", "said rina halo",
				"- Server: bye bye", "- You have left the chat.")
			if !s.room.Left() {
				t.Error("without a good-bye")
			}
		})
	}
}

// A pasted !q left the room, and a pasted path was no command.
func TestPastedLinesAreMessages(t *testing.T) {
	withSession(t, true, nil, func(s *fixture) {
		s.pastes("!q", "/quit", " ", "//etc", "/etc/hosts")
		s.shows(t, "said juri !q", "said juri /quit", "said juri //etc", "said juri /etc/hosts")
		s.types("!q")
		s.ends(t, nil)
	})
}

func TestEndOfInputAndSignalsLeave(t *testing.T) {
	withSession(t, true, nil, func(s *fixture) {
		close(s.fakeScreen.lines)
		s.ends(t, nil)
		s.shows(t, "- Server: bye bye", "- You have left the chat.")
	})
	for _, person := range []bool{true, false} {
		withSession(t, person, func(r *roomtest.Room) { r.Mute = true }, func(s *fixture) {
			s.types("hi")
			start := time.Now()
			s.cancel()
			s.ends(t, nil)
			if !s.room.Left() || time.Since(start) > leaveTime {
				t.Errorf("left: %v, after %v", s.room.Left(), time.Since(start))
			}
		})
	}
}

func TestAServerThatDoesNotAnswerTheGoodBye(t *testing.T) {
	withSession(t, true, func(r *roomtest.Room) { r.Silent = true }, func(s *fixture) {
		s.types("!q")
		s.ends(t, nil)
		s.shows(t, "- The server did not answer the good-bye.", "- You have left the chat.")
	})
}

func TestCommands(t *testing.T) {
	withSession(t, true, nil, func(s *fixture) {
		s.types("/nope now", "/HELP")
		if said := s.room.Said(); len(said) > 0 {
			t.Errorf("said %q", said)
		}
		got := strings.Join(s.fakeScreen.all(), "\n")
		for _, want := range []string{"There is no command /nope.", "/help", "!q, /quit", "//text", "Arrow up"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in\n%s", want, got)
			}
		}
		s.cancel()
		s.ends(t, nil)
	})
}

func TestWhatCannotBeSaid(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&chat.UnsayableError{Char: '👍', Reason: "the key is small"}, "- The character '👍' can't be sent (the key is small). Nothing was sent."},
		{chat.ErrText, "- There is nothing printable in that line. Nothing was sent."},
		{chat.ErrNoServer, "- Not sent, as the server does not answer: hi"},
	} {
		withSession(t, true, func(r *roomtest.Room) { r.Fail = c.err }, func(s *fixture) {
			s.types("hi")
			s.shows(t, c.want)
			s.cancel()
			s.ends(t, nil)
		})
	}
}

func TestARoomThatEndsByItself(t *testing.T) {
	for _, person := range []bool{true, false} {
		withSession(t, person, nil, func(s *fixture) {
			s.room.Tell(chat.Event{Kind: chat.Away})
			s.room.End(chat.ErrNoServer)
			s.ends(t, chat.ErrNoServer)
			s.shows(t, "away")
		})
	}
}

func TestAScriptEndsWhenItWasSeen(t *testing.T) {
	withSession(t, false, nil, func(s *fixture) {
		s.types("hi", "there")
		close(s.fakeScreen.lines)
		s.ends(t, nil)
		s.shows(t, "said juri hi", "said juri there")
	})
}

// Also what comes in while its last words are on their way is shown.
func TestAScriptShowsWhatHappensMeanwhile(t *testing.T) {
	withSession(t, false, func(r *roomtest.Room) { r.Mute = true }, func(s *fixture) {
		s.types("hi")
		close(s.fakeScreen.lines)
		time.Sleep(settleTime / 2)
		s.room.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: "halo"})
		s.ends(t, chat.ErrUnseen)
		s.shows(t, "said rina halo")
	})
}

func TestAScriptWhoseWordsAreNotSeen(t *testing.T) {
	withSession(t, false, func(r *roomtest.Room) { r.Mute = true }, func(s *fixture) {
		s.types("hi")
		start := time.Now()
		close(s.fakeScreen.lines)
		s.ends(t, chat.ErrUnseen)
		if d := time.Since(start); d != 5*time.Second || !s.room.Left() {
			t.Errorf("after %v, left: %v", d, s.room.Left())
		}
	})
	withSession(t, false, nil, func(s *fixture) { // reported long before the end
		s.types("hi")
		s.room.Tell(chat.Event{Kind: chat.Unseen, Text: "hi"})
		synctest.Wait()
		close(s.fakeScreen.lines)
		s.ends(t, chat.ErrUnseen)
	})
}

func TestAScriptIsHeldBackWhileTheServerIsAway(t *testing.T) {
	withSession(t, false, func(r *roomtest.Room) { r.Fail = chat.ErrNoServer }, func(s *fixture) {
		s.room.Tell(chat.Event{Kind: chat.Away})
		s.types("one")
		select {
		case s.fakeScreen.lines <- screen.Line{Text: "two"}:
			t.Error("the next line was taken while one waits")
		case <-time.After(time.Minute):
		}
		s.room.SetFail(nil)
		s.room.Tell(chat.Event{Kind: chat.Back})
		synctest.Wait()
		s.types("two")
		close(s.fakeScreen.lines)
		s.ends(t, nil)
		s.shows(t, "away", "back", "said juri one", "said juri two")
	})
}

// A long file does not drown the server: a burst must be seen before more follows.
func TestAScriptWaitsAfterABurst(t *testing.T) {
	withSession(t, false, func(r *roomtest.Room) { r.Mute = true }, func(s *fixture) {
		for range burst {
			s.types("x")
		}
		select {
		case s.fakeScreen.lines <- screen.Line{Text: "x"}:
			t.Errorf("more than %d lines are on their way", burst)
		case <-time.After(burstTime / 2):
		}
		s.fakeScreen.lines <- screen.Line{Text: "x"} // a server that loses everything does not stop it for ever
		synctest.Wait()
		s.cancel()
		s.ends(t, nil)
	})
	withSession(t, true, func(r *roomtest.Room) { r.Mute = true }, func(s *fixture) {
		for range 3 * burst {
			s.types("x")
		}
		s.cancel()
		s.ends(t, nil)
	})
}

func TestNobodyReadsAnyMore(t *testing.T) {
	withSession(t, false, nil, func(s *fixture) {
		s.fakeScreen.broken = true
		s.room.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: "halo"})
		s.ends(t, nil)
		if !s.room.Left() {
			t.Error("without a good-bye")
		}
	})
}
