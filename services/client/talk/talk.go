package talk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"obrolan/services/client/lang"
	"obrolan/services/client/screen"
	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

const (
	// settleTime is how long a script's last messages are waited for.
	settleTime = 5 * time.Second
	// leaveTime is how long a good-bye is repeated.
	leaveTime = 2 * time.Second
	// burst is how many messages of a script may be on their way. It keeps a long file from flooding
	// the server, which has no way to say stop.
	burst = 8
	// burstTime is how long a burst is waited for before more follows.
	burstTime = 30 * time.Second
)

// ErrUnsaid is what Run returns if a script's message could not be said.
var ErrUnsaid = errors.New("not everything was said")

// Session is one talk. Run may be called once.
type Session struct {
	Room   chat.Room
	Screen screen.Screen
	Texts  *lang.Texts

	saying
	leaving bool
	broken  bool // nobody reads any more
}

// Run talks until the person leaves, the input ends, ctx ends or the room does. nil means left as wanted; else it
// is the Ended event's error, or, for a script, ErrUnsaid or chat.ErrUnseen. The Room has ended when Run returns.
func (s *Session) Run(ctx context.Context) error {
	for {
		if s.broken {
			return s.abandon()
		}
		select {
		case <-ctx.Done(): // before anything else, when several are ready
			return s.abandon()
		default:
		}
		select {
		case ev, ok := <-s.Room.Events():
			if ended, err := s.handleEvent(ev, ok); ended {
				s.Room.Close()
				s.giveUp()
				return cmp.Or(err, s.outcome())
			}
		case err := <-s.result:
			s.said(err)
			if ended, err := s.pace(ctx); ended {
				return err
			}
		case line, ok := <-s.lines():
			if !ok || s.handleLine(line) == leave {
				return s.finish(ctx)
			}
		case <-ctx.Done():
			return s.abandon()
		}
	}
}

// lines is the input, or nothing while a script's message waits.
func (s *Session) lines() <-chan screen.Line {
	if s.busy() && !s.Screen.Interactive() {
		return nil
	}
	return s.Screen.Lines()
}

// handleLine does what a line asks for.
func (s *Session) handleLine(line screen.Line) verdict {
	if line.Literal {
		s.say(line.Text)
		return goOn
	}
	cmd, text, unknown := parse(line.Text)
	switch {
	case cmd != nil:
		return cmd.run(s)
	case unknown != "":
		s.Screen.Print(fmt.Sprintf(s.Texts.UnknownCommand, printable.Text(unknown)))
	default:
		s.say(text)
	}
	return goOn
}

// handleEvent shows an event. ended tells that it was the last one, and err why.
func (s *Session) handleEvent(ev chat.Event, ok bool) (ended bool, err error) {
	if !ok {
		return true, nil
	}
	switch ev.Kind {
	case chat.Ended:
		return true, ev.Err
	case chat.Unseen:
		s.unseen = true
	case chat.Back:
		if !s.leaving {
			defer s.sayAgain()
		}
	}
	if s.Screen.Event(ev) != nil {
		s.broken = true
	}
	return false, nil
}

// pace lets a script wait after each burst until the room has seen it. ended tells that the room ended meanwhile.
func (s *Session) pace(ctx context.Context) (ended bool, err error) {
	if s.Screen.Interactive() || s.onWay < burst {
		return false, nil
	}
	ended, err = s.settle(ctx, burstTime)
	if !ended {
		err = nil // what was not seen is reported by an event
	}
	return ended, err
}

// settle shows what happens until everything said has been seen, or the time is over.
func (s *Session) settle(ctx context.Context, limit time.Duration) (ended bool, err error) {
	s.onWay = 0
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return s.showWhile(func() error { return s.Room.Settle(ctx) })
}

// finish is the end as wanted: a script's messages are waited for first.
func (s *Session) finish(ctx context.Context) error {
	if s.Screen.Interactive() {
		s.leave()
		return nil
	}
	ended, err := s.settle(ctx, settleTime)
	if ended {
		return err
	}
	if err != nil && ctx.Err() == nil {
		s.unseen = true
	}
	s.leave()
	return s.outcome()
}

// abandon is the end in the middle of a talk: by a signal, or because nobody reads any more. What was
// said is not waited for.
func (s *Session) abandon() error {
	s.leave()
	s.unseen = false
	return s.outcome()
}

// outcome is what a script is told about its messages.
func (s *Session) outcome() error {
	switch {
	case s.Screen.Interactive() || s.broken:
		return nil
	case s.unseen:
		return chat.ErrUnseen
	case s.unsaid > 0:
		return ErrUnsaid
	}
	return nil
}

// leave says good-bye, and shows what still happens.
func (s *Session) leave() {
	s.leaving = true
	s.Screen.Quiet()
	ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	_, err := s.showWhile(func() error { return s.Room.Leave(ctx) })
	s.Room.Close()
	for ev := range s.Room.Events() {
		s.handleEvent(ev, true)
	}
	s.giveUp()
	if s.Screen.Interactive() {
		s.Screen.Print(map[bool]string{true: s.Texts.Bye, false: s.Texts.NoBye}[err == nil])
		s.Screen.Print(s.Texts.HaveLeft)
	}
}

// showWhile shows what happens while wait runs, and after it what had happened by then. ended tells that the
// room ended with an error of its own, which is then returned; else err is what wait returned.
func (s *Session) showWhile(wait func() error) (ended bool, err error) {
	result := make(chan error, 1)
	// Ends with wait, which its context bounds.
	go func() {
		defer s.closeOnPanic()
		result <- wait()
	}()
	events := s.Room.Events()
	see := func(ev chat.Event, ok bool) error {
		over, why := s.handleEvent(ev, ok)
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

// closeOnPanic is deferred by each goroutine, so that a terminal is as it was when the stack trace is printed.
func (s *Session) closeOnPanic() {
	if r := recover(); r != nil {
		s.Screen.Close()
		panic(r)
	}
}
