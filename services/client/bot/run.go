package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// Config is what Run needs.
type Config struct {
	Dial     func(context.Context) (chat.Room, error)
	Password string
	Choice   Choice
	Options  Options      // without a script: the Choice decides
	Log      func(string) // gets a line for everything that the bot does
}

const (
	dialTime  = 10 * time.Second // for a server to answer
	joinTime  = 20 * time.Second // for each further step of joining
	leaveTime = time.Second      // for a good-bye
	seenTime  = 5 * time.Second  // for the last messages to be seen
	maxNames  = 2000             // names tried before giving up
	firstWait = time.Second      // before joining again after a failure
	lastWait  = 30 * time.Second
)

// Run keeps a bot in the room until ctx ends (nil), its count is reached (nil, or chat.ErrUnseen), or the server
// refuses the password or every name (chat.ErrPassword, chat.ErrName). Without a server it tries again without end.
func Run(ctx context.Context, cfg Config) error {
	r := &runner{Config: cfg, wait: firstWait}
	for {
		room, err := r.join(ctx)
		var why outcome
		if err == nil {
			r.wait = firstWait
			why, err = r.stay(ctx, room)
			room.Close()
			r.finishSaying()
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, chat.ErrPassword), errors.Is(err, chat.ErrName), why.done:
			return err
		case err != nil:
			why.pause = r.wait
			r.wait = min(2*r.wait, lastWait)
			r.logf("* %s; next try in %s", printable.Text(err.Error()), why.pause)
		}
		if !sleep(ctx, why.pause) {
			return nil
		}
	}
}

// runner drives one Brain through one room after the other.
type runner struct {
	Config
	brain *Brain // once a name was given
	name  string
	wait  time.Duration // before the next try after a failure

	saying string     // the text that is being said
	result chan error // of saying it; nil while nothing is being said
}

// outcome is how a stay in the room ended.
type outcome struct {
	done  bool          // for good
	pause time.Duration // else: how long to stay away
}

func (r *runner) logf(format string, args ...any) { r.Log(fmt.Sprintf(format, args...)) }

// join dials, authenticates, and takes the first name that is free.
func (r *runner) join(ctx context.Context) (chat.Room, error) {
	dialling, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	room, err := r.Dial(dialling)
	if err != nil {
		return nil, err
	}
	if err = r.enter(ctx, room); err != nil {
		room.Close()
		return nil, err
	}
	return room, nil
}

func (r *runner) enter(ctx context.Context, room chat.Room) error {
	step := func(do func(context.Context, string) (string, error), word string) error {
		ctx, cancel := context.WithTimeout(ctx, joinTime)
		defer cancel()
		_, err := do(ctx, word)
		return err
	}
	if err := step(room.Authenticate, r.Password); err != nil {
		return err
	}
	next := r.Choice.candidates()
	if r.brain != nil { // back again: the old name first
		next = numbered(r.name, r.brain.script)
	}
	var err error
	for range maxNames {
		name, script := next()
		if err = step(room.Enter, name); err == nil {
			r.takeName(name, script)
			r.logf("* %s joined %s", name, room.Server())
			return nil
		}
		if !errors.Is(err, chat.ErrName) {
			return err
		}
	}
	return err
}

// takeName gives the bot its name, and its Brain the first time.
func (r *runner) takeName(name string, script *Script) {
	if r.brain == nil {
		options := r.Options
		options.Script = script
		r.brain = NewBrain(options, name)
	}
	r.name = name
	r.brain.Rename(name)
	r.brain.Enter(time.Now())
}

// stay drives the Brain until the room is left or ends. The error is why the room ended by itself, or
// chat.ErrUnseen.
func (r *runner) stay(ctx context.Context, room chat.Room) (outcome, error) {
	alarm := time.NewTimer(0)
	defer alarm.Stop()
	for {
		select {
		case <-ctx.Done():
			r.leave(room)
			return outcome{done: true}, nil
		case ev, ok := <-room.Events():
			if !ok || ev.Kind == chat.Ended {
				return outcome{}, ended(ev.Err)
			}
			r.logEvent(ev)
			r.brain.Hear(time.Now(), ev)
		case err := <-r.result:
			r.said(err)
		case <-alarm.C:
			if how, over, err := r.act(ctx, room); over {
				return how, err
			}
		}
		if next, ok := r.brain.Next(); ok && r.result == nil {
			alarm.Reset(time.Until(next))
		} else {
			alarm.Stop()
		}
	}
}

// ended returns why a room ended that was not left; never nil.
func ended(err error) error {
	if err == nil {
		return chat.ErrClosed
	}
	return err
}

// act does what is due. Nothing more is done while something is being said. over tells that the stay is.
func (r *runner) act(ctx context.Context, room chat.Room) (how outcome, over bool, err error) {
	switch a := r.brain.Act(time.Now()); a.Kind {
	case Say:
		r.say(ctx, room, a.Text)
	case Pause:
		r.leave(room)
		r.logf("* %s left for %s", r.name, a.For.Round(time.Second))
		return outcome{pause: a.For}, true, nil
	case Done:
		ctx, cancel := context.WithTimeout(ctx, seenTime)
		defer cancel()
		err := r.during(room, func() error { return room.Settle(ctx) })
		r.leave(room)
		return outcome{done: true}, true, err
	}
	return outcome{}, false, nil
}

// say says a text in the background, as it can wait for the server.
func (r *runner) say(ctx context.Context, room chat.Room, text string) {
	result := make(chan error, 1)
	r.saying, r.result = text, result
	// Ends with Say, which ends with ctx or the room at the latest.
	go func() { result <- room.Say(ctx, text) }()
}

// said takes the result of saying a text.
func (r *runner) said(err error) {
	text := r.saying
	r.saying, r.result = "", nil
	if err != nil {
		r.brain.SayFailed()
		r.logf("* %s could not say something: %s", r.name, printable.Text(err.Error()))
		return
	}
	r.logf("%s: %s", r.name, printable.Text(text))
}

// finishSaying takes the result of what was being said when the stay ended. The room has been closed.
func (r *runner) finishSaying() {
	if r.result != nil {
		r.said(<-r.result)
	}
}

// during logs what happens in the room while wait runs.
func (r *runner) during(room chat.Room, wait func() error) error {
	result := make(chan error, 1)
	// Ends with wait, which its context bounds.
	go func() { result <- wait() }()
	for events := room.Events(); ; {
		select {
		case ev, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			r.logEvent(ev)
		case err := <-result:
			return err
		}
	}
}

// logEvent logs what a person who runs bots wants to know.
func (r *runner) logEvent(ev chat.Event) {
	switch ev.Kind {
	case chat.Away:
		r.logf("* %s: the server does not answer; trying to join again", r.name)
	case chat.Back:
		r.logf("* %s is back", r.name)
	case chat.Unseen:
		r.logf("* %s was not seen saying: %s", r.name, printable.Text(ev.Text))
	}
}

func (r *runner) leave(room chat.Room) {
	ctx, cancel := context.WithTimeout(context.Background(), leaveTime)
	defer cancel()
	if r.during(room, func() error { return room.Leave(ctx) }) == nil {
		r.logf("* %s left", r.name)
	}
}

// sleep waits. It returns false if ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
