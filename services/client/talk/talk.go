package talk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"obrolan/services/client/lang"
	"obrolan/services/client/screen"
	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

const (
	// settleTime is how long a script's last words are waited for.
	settleTime = 5 * time.Second
	// leaveTime is how long a good-bye is repeated.
	leaveTime = 2 * time.Second
	// burst is how many lines of a script may be on their way; it keeps a long file from
	// drowning the server, which has no way to say stop.
	burst = 8
	// burstTime is how long the lines on their way are waited for before more follow.
	burstTime = 30 * time.Second
)

// Session is one talk. Run may be called once.
type Session struct {
	Room   chat.Room
	Screen screen.Screen
	Texts  *lang.Texts

	onWay  int    // lines said since the room last settled
	held   string // a line to say again when it is back
	unseen bool   // something was said that nobody confirmed
	broken bool   // nobody reads any more
}

// Run talks until the person leaves, the input ends, ctx ends or the room does. nil means left
// by wish; else it is the Ended event's error, or chat.ErrUnseen when a script's words were not seen. The Room
// has ended when Run returns.
func (s *Session) Run(ctx context.Context) error {
	for {
		if s.broken {
			return s.leave()
		}
		select {
		case <-ctx.Done(): // before anything else, when several are ready
			return s.leave()
		default:
		}
		select {
		case ev, ok := <-s.Room.Events():
			if ended, err := s.happen(ev, ok); ended {
				return err
			}
		case line, ok := <-s.lines():
			if !ok || s.take(line) == leave {
				return s.finish(ctx)
			}
			if err := s.pace(ctx); err != nil {
				return err
			}
		case <-ctx.Done():
			return s.leave()
		}
	}
}

// lines is the input, or nothing while a script's line waits for the server.
func (s *Session) lines() <-chan screen.Line {
	if s.held != "" {
		return nil
	}
	return s.Screen.Lines()
}

// take does what a line asks for.
func (s *Session) take(line screen.Line) verdict {
	if line.Literal {
		return s.sayWords(line.Text)
	}
	cmd, text, unknown := parse(line.Text)
	switch {
	case cmd != nil:
		return cmd.run(s)
	case unknown != "":
		s.Screen.Print(fmt.Sprintf(s.Texts.UnknownCommand, printable.Text(unknown)))
	default:
		return s.sayWords(text)
	}
	return goOn
}

// sayWords says a text that is not blank.
func (s *Session) sayWords(text string) verdict {
	if strings.TrimSpace(text) == "" {
		return goOn
	}
	return s.say(text)
}

// say says a text, and tells why where it can't.
func (s *Session) say(text string) verdict {
	err := s.Room.Say(context.Background(), text)
	var unsayable *chat.UnsayableError
	switch {
	case err == nil:
		s.onWay++
	case errors.As(err, &unsayable):
		s.Screen.Print(fmt.Sprintf(s.Texts.Unsayable, unsayable.Char, printable.Text(unsayable.Reason)))
	case errors.Is(err, chat.ErrText):
		s.Screen.Print(s.Texts.NothingToSay)
	case errors.Is(err, chat.ErrNoServer) && !s.Screen.Interactive():
		s.held = text
		return hold
	case errors.Is(err, chat.ErrNoServer):
		s.Screen.Print(fmt.Sprintf(s.Texts.NotSent, printable.Text(text)))
	}
	return goOn // after any other error, such as ErrClosed, an Ended event follows
}

// happen shows an event. ended tells that it was the last one, and err why.
func (s *Session) happen(ev chat.Event, ok bool) (ended bool, err error) {
	if !ok {
		return true, nil
	}
	switch ev.Kind {
	case chat.Ended:
		return true, ev.Err
	case chat.Unseen:
		s.unseen = true
	case chat.Back:
		if text := s.held; text != "" {
			s.held = ""
			defer s.say(text)
		}
	}
	if s.Screen.Event(ev) != nil {
		s.broken = true
	}
	return false, nil
}

// pace lets a script wait after each burst until the room has seen it.
func (s *Session) pace(ctx context.Context) error {
	if s.Screen.Interactive() || s.onWay < burst {
		return nil
	}
	ended, err := s.settle(ctx, burstTime)
	if ended {
		return err
	}
	return nil
}

// settle shows what happens until everything said has been seen, or the time is over.
func (s *Session) settle(ctx context.Context, limit time.Duration) (ended bool, err error) {
	s.onWay = 0
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return s.watch(func() error { return s.Room.Settle(ctx) })
}

// finish is the end by wish: a script's words are waited for first.
func (s *Session) finish(ctx context.Context) error {
	if s.Screen.Interactive() {
		return s.leave()
	}
	ended, err := s.settle(ctx, settleTime)
	if ended {
		return err
	}
	unseen := err != nil && ctx.Err() == nil || s.unseen || s.held != ""
	if err := s.leave(); err != nil {
		return err
	}
	if unseen && !s.broken {
		return chat.ErrUnseen
	}
	return nil
}

// leave says good-bye, and shows what still happens.
func (s *Session) leave() error {
	s.Screen.Quiet()
	ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	_, err := s.watch(func() error { return s.Room.Leave(ctx) })
	s.Room.Close()
	for ev := range s.Room.Events() {
		s.happen(ev, true)
	}
	if s.Screen.Interactive() {
		s.Screen.Print(map[bool]string{true: s.Texts.Bye, false: s.Texts.NoBye}[err == nil])
		s.Screen.Print(s.Texts.HaveLeft)
	}
	return nil
}

// watch shows what happens while wait runs, and after it what had happened by then. ended tells that the
// room ended with an error of its own, which is then returned; else err is what wait returned.
func (s *Session) watch(wait func() error) (ended bool, err error) {
	result := make(chan error, 1)
	// Ends with wait, which its context bounds.
	go func() { result <- wait() }()
	events := s.Room.Events()
	see := func(ev chat.Event, ok bool) error {
		over, why := s.happen(ev, ok)
		if over {
			events = nil
		}
		return why
	}
	for result != nil {
		select {
		case ev, ok := <-events:
			if why := see(ev, ok); why != nil {
				return true, why
			}
		case err = <-result:
			result = nil
		}
	}
	for {
		select {
		case ev, ok := <-events:
			if why := see(ev, ok); why != nil {
				return true, why
			}
		default:
			return false, err
		}
	}
}
