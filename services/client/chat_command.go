package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"obrolan/services/client/ask"
	"obrolan/services/client/screen"
	"obrolan/services/client/talk"
	"obrolan/shared/chat"
	"obrolan/shared/chat/dial"
)

const chatHelp = `What neither a flag nor the environment gives is asked for: port, IP, password, username.
/help lists what can be typed in the room; !q, Ctrl-C and Ctrl-D leave. What is
pasted waits for Enter; each of several lines is then a message, also one such as !q.

Where input or output is not a terminal nothing is asked for, and each line of the output
is one event, without colours. Where the input is not a terminal each of its lines is a
message, also one that looks like a command; blank lines are left out.
  NAME: TEXT      * NAME joined      * NAME left      * server: TEXT
  * away          * back             * unseen: TEXT   * missed: COUNT   * damaged: WHAT
It ends after its input does, once what it said has been seen. The exit code tells whether
everything was.`

func chatFlags() []cli.Flag { return commonFlags() }

const (
	dialTime = 10 * time.Second // for a server to answer
	stepTime = 20 * time.Second // for each further step of joining
)

// chat is the command chat, which is also the default.
func (p *program) chat(c *cli.Context) error {
	s, err := p.settings(c)
	if err != nil {
		return err
	}
	ends := catch(c.Context)
	defer func() { p.hurry = ends.stop() }()
	atTerminal := term.IsTerminal(int(p.in.Fd())) && term.IsTerminal(int(p.out.Fd()))
	if atTerminal && p.getenv("TERM") != "dumb" {
		return p.chatAtTerminal(ends, s)
	}
	ends.endWith(p.stdout.Failed())
	if atTerminal {
		return p.chatAsking(ends.ctx, s, screen.NewLineTerminal(p.in, p.stdout, s.texts))
	}
	return p.chatOnPipe(ends.ctx, s)
}

// person is somebody at a terminal of either kind.
type person interface {
	ask.Lines
	screen.Screen
	// Talk makes every line from now on a message or a command.
	Talk(prompt string)
}

func (p *program) chatAtTerminal(ends *endings, s *settings) (err error) {
	terminal, err := screen.OpenTerminal(p.in, p.out, s.texts, p.getenv("NO_COLOR") == "", ends.interrupt)
	if err != nil {
		return problem(exitOther, s.texts.NoTerminal, err)
	}
	ends.endWith(terminal.Failed())
	defer func() {
		if closed := p.written(terminal.Close()); err == nil {
			err = closed
		}
	}()
	return p.chatAsking(ends.ctx, s, terminal)
}

func (p *program) chatAsking(ctx context.Context, s *settings, who person) error {
	room, name, err := p.joinAsking(ctx, s, who)
	if err != nil {
		return s.explain(ctx, name, err)
	}
	defer room.Close()
	who.Print("")
	who.Print(s.texts.Weak)
	who.Print(s.texts.Welcome)
	if zone, _ := time.Now().Zone(); zone == "UTC" {
		who.Print(s.texts.TimesUTC)
	}
	who.Print("")
	who.Talk(name + "> ")
	return p.talk(ctx, s, room, who)
}

// joinAsking asks for what is missing, and again for what the server refuses.
func (p *program) joinAsking(ctx context.Context, s *settings, lines ask.Lines) (chat.Room, string, error) {
	t := s.texts
	if s.server == "" {
		server, err := ask.Server(ctx, lines, t)
		if err != nil {
			return nil, "", err
		}
		s.server = server.String()
	}
	lines.Print(fmt.Sprintf(t.Connecting, s.server))
	room, err := p.dialServer(ctx, s)
	if err != nil {
		return nil, "", err
	}
	lines.Print(fmt.Sprintf(t.YourIP, room.Local().Addr().Unmap()))
	timed := timedRoom{room}
	name := s.username
	if err = ask.Password(ctx, lines, t, timed, s.password); err == nil {
		name, err = ask.Username(ctx, lines, t, timed, s.username)
	}
	if err != nil {
		leaveEarly(room)
		return nil, name, err
	}
	return room, name, nil
}

// chatOnPipe joins without asking anything, and talks.
func (p *program) chatOnPipe(ctx context.Context, s *settings) error {
	t := s.texts
	switch {
	case s.server == "":
		return misuse(t.MissingServer)
	case s.password == "":
		return misuse(t.MissingPassword)
	case s.username == "":
		return misuse(t.MissingUsername)
	}
	room, err := p.dialServer(ctx, s)
	if err != nil {
		return s.explain(ctx, s.username, err)
	}
	defer room.Close()
	timed := timedRoom{room}
	if _, err = timed.Authenticate(ctx, s.password); err == nil {
		_, err = timed.Enter(ctx, s.username)
	}
	if err != nil {
		leaveEarly(room)
		return s.explain(ctx, s.username, err)
	}
	pipe := screen.NewPipe(p.in, !term.IsTerminal(int(p.in.Fd())), p.stdout, p.stderr)
	defer pipe.Close()
	pipe.Print(t.Weak)
	if err := p.talk(ctx, s, room, pipe); err != nil {
		return err
	}
	return s.unread(pipe)
}

// unread makes a Problem of an input that could not be read to its end.
func (s *settings) unread(pipe *screen.Pipe) error {
	if err := pipe.ReadErr(); err != nil {
		return problem(exitOther, s.texts.InputUnreadable, s.texts.Reason(err))
	}
	return nil
}

// talk talks until the end, and explains the end.
func (p *program) talk(ctx context.Context, s *settings, room chat.Room, on screen.Screen) error {
	session := talk.Session{Room: room, Screen: on, Texts: s.texts}
	err := session.Run(ctx)
	if errors.Is(context.Cause(ctx), errOutput) {
		return nil // report says what is wrong with the output
	}
	if errors.Is(err, chat.ErrNoServer) && !errors.Is(err, chat.ErrLocal) {
		return problem(exitServer, s.texts.WentSilent, s.server)
	}
	return s.explain(context.Background(), s.username, err)
}

// dialServer dials the server. A host name without an address counts as no server.
func (p *program) dialServer(ctx context.Context, s *settings) (chat.Room, error) {
	dialling, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	room, err := p.dial(dialling, dial.Config{Config: chat.Config{Server: s.server}, Protocol: s.protocol})
	if err != nil && ctx.Err() == nil && !errors.Is(err, chat.ErrNoServer) && !errors.Is(err, chat.ErrLocal) && !errors.Is(err, chat.ErrNoRoom) {
		return nil, problem(exitServer, s.texts.NoRoute, s.server, s.texts.Reason(err))
	}
	return room, err
}

// timedRoom bounds how long a step of joining may take.
type timedRoom struct{ chat.Room }

// Authenticate is Room.Authenticate with a limit.
func (r timedRoom) Authenticate(ctx context.Context, password string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	return r.Room.Authenticate(ctx, password)
}

// Enter is Room.Enter with a limit.
func (r timedRoom) Enter(ctx context.Context, name string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	return r.Room.Enter(ctx, name)
}

// leaveEarly leaves a room that was not entered, so that the server drops the session.
func leaveEarly(room chat.Room) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	room.Leave(ctx)
	room.Close()
}
