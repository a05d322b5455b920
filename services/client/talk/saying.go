package talk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// maxWaiting bounds how many messages of a person wait for the one that is being said.
const maxWaiting = 64

// saying is what a Session knows of the messages that are not yet on their way, and of those that never will be.
type saying struct {
	text    string     // the message that is being said
	result  chan error // of saying it; nil while nothing is being said
	waiting []string   // messages to say after it
	held    string     // a script's message to say again when the server is back

	onWay  int  // messages said since the room last settled
	unsaid int  // messages that were not said
	unseen bool // something was said that nobody confirmed
}

// busy reports whether a message is being said or held back.
func (s *saying) busy() bool { return s.result != nil || s.held != "" }

// say says a text that is not blank, as soon as what goes before it has been said.
func (s *Session) say(text string) {
	switch {
	case strings.TrimSpace(text) == "":
	case !utf8.ValidString(text):
		s.Screen.Print(fmt.Sprintf(s.Texts.NotUTF8Line, printable.Text(text)))
		s.unsaid++
	case s.result == nil:
		s.begin(text)
	case len(s.waiting) < maxWaiting:
		s.waiting = append(s.waiting, text)
	default:
		s.notSent(text)
	}
}

func (s *Session) begin(text string) {
	result := make(chan error, 1)
	s.text, s.result = text, result
	// Ends with Say, which ends with the room at the latest.
	go func() {
		defer s.closeOnPanic()
		result <- s.Room.Say(context.Background(), text)
	}()
}

// said takes the result of saying a text, tells why it could not be said, and says the next.
func (s *Session) said(err error) {
	text := s.text
	s.text, s.result = "", nil
	if err == nil {
		s.onWay++
	} else {
		s.refused(text, err)
	}
	if len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		s.begin(next)
	}
}

// refused tells why a text was not said.
func (s *Session) refused(text string, err error) {
	var unsayable *chat.UnsayableError
	switch {
	case errors.As(err, &unsayable):
		s.Screen.Print(fmt.Sprintf(s.Texts.Unsayable, unsayable.Char, printable.Text(unsayable.Reason)))
	case errors.Is(err, chat.ErrText):
		s.Screen.Print(s.Texts.NothingToSay)
	case errors.Is(err, chat.ErrNoServer) && !s.Screen.Interactive():
		s.held = text
		return
	case errors.Is(err, chat.ErrNoServer):
		s.Screen.Print(fmt.Sprintf(s.Texts.NotSent, printable.Text(text)))
	}
	s.unsaid++ // after any other error, such as ErrClosed, an Ended event follows
}

// sayAgain says what was held back.
func (s *Session) sayAgain() {
	if text := s.held; text != "" {
		s.held = ""
		s.begin(text)
	}
}

func (s *Session) notSent(text string) {
	s.Screen.Print(fmt.Sprintf(s.Texts.NotSent, printable.Text(text)))
	s.unsaid++
}

// giveUp counts, and shows a person, what is not going to be said any more. The room has been closed.
func (s *Session) giveUp() {
	rest := s.waiting
	if s.held != "" {
		rest = append(rest, s.held)
	}
	if s.result != nil {
		if err := <-s.result; err != nil {
			rest = append([]string{s.text}, rest...)
		}
	}
	s.saying = saying{unsaid: s.unsaid, unseen: s.unseen}
	for _, text := range rest {
		if s.Screen.Interactive() {
			s.notSent(text)
		} else {
			s.unsaid++
		}
	}
}
