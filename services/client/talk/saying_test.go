package talk

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/services/client/roomtest"
	"obrolan/services/client/screen"
	"obrolan/shared/chat"
)

// A message that waited for the server used to stop events, signals and Ctrl-C.
func TestEverythingWorksWhileAMessageWaits(t *testing.T) {
	hold := func(r *roomtest.Room) { r.Hold() }
	for _, person := range []bool{true, false} {
		withSession(t, person, hold, func(s *fixture) { // a signal
			s.types("hi")
			s.room.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: "halo"})
			synctest.Wait()
			if got := s.fakeScreen.all(); len(got) != 1 || got[0] != "said rina halo" {
				t.Errorf("shown while a message waits: %q", got)
			}
			start := time.Now()
			s.cancel()
			want := ErrUnsaid
			if person {
				want = nil
			}
			s.ends(t, want)
			if !s.room.Left() || time.Since(start) > leaveTime {
				t.Errorf("left: %v, after %v", s.room.Left(), time.Since(start))
			}
		})
		withSession(t, person, hold, func(s *fixture) { // the room ends
			s.types("hi")
			s.room.End(chat.ErrNoServer)
			s.ends(t, chat.ErrNoServer)
		})
	}
	withSession(t, true, hold, func(s *fixture) { // a command
		s.types("hi", "there", "/nope", "!q")
		s.ends(t, nil)
		s.shows(t, "- There is no command /nope. /help lists them; a line that starts with // is sent with one slash.",
			"- Not sent, as the server does not answer: hi", "- Not sent, as the server does not answer: there",
			"- Server: bye bye", "- You have left the chat.")
	})
}

func TestAPersonsMessagesWaitInOrder(t *testing.T) {
	var release func()
	withSession(t, true, func(r *roomtest.Room) { release = r.Hold() }, func(s *fixture) {
		for i := range 1 + maxWaiting + 1 {
			s.types(fmt.Sprint(i))
		}
		s.shows(t, fmt.Sprintf("- Not sent, as the server does not answer: %d", 1+maxWaiting))
		release()
		synctest.Wait()
		said := s.room.Said()
		if len(said) != 1+maxWaiting || said[0] != "0" || said[maxWaiting] != fmt.Sprint(maxWaiting) {
			t.Errorf("said %q", said)
		}
		s.types("!q")
		s.ends(t, nil)
	})
}

func TestAScriptWaitsForEachMessage(t *testing.T) {
	var release func()
	withSession(t, false, func(r *roomtest.Room) { release = r.Hold() }, func(s *fixture) {
		s.types("one")
		select {
		case s.fakeScreen.lines <- screen.Line{Text: "two"}:
			t.Error("the next line was taken while one waits")
		case <-time.After(time.Minute):
		}
		release()
		s.types("two")
		close(s.fakeScreen.lines)
		s.ends(t, nil)
		s.shows(t, "said juri one", "said juri two")
	})
}

// What a script could not say used to end with success.
func TestAScriptIsToldWhatWasNotSaid(t *testing.T) {
	for _, err := range []error{&chat.UnsayableError{Char: '👍', Reason: "the key is small"}, chat.ErrText} {
		withSession(t, false, func(r *roomtest.Room) { r.Fail = err }, func(s *fixture) {
			s.types("one")
			s.room.SetFail(nil)
			s.types("two")
			close(s.fakeScreen.lines)
			s.ends(t, ErrUnsaid)
			if said := s.room.Said(); len(said) != 1 || said[0] != "two" {
				t.Errorf("said %q", said)
			}
		})
	}
	withSession(t, false, func(r *roomtest.Room) { r.Fail = chat.ErrNoServer }, func(s *fixture) { // held back, then a signal
		s.room.Tell(chat.Event{Kind: chat.Away})
		s.types("one")
		s.cancel()
		s.ends(t, ErrUnsaid)
	})
}
