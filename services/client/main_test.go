package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"obrolan/services/client/roomtest"
	"obrolan/shared/chat"
	"obrolan/shared/chat/dial"
)

// The test binary is the client, too, in a world where the server's name decides what room it is.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"client": func() {
			p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, dial: fakeDial}
			os.Exit(p.run(context.Background(), os.Args))
		},
		"head1": func() { // prints one line and ends
			buf := make([]byte, 1)
			for n, _ := os.Stdin.Read(buf); n == 1; n, _ = os.Stdin.Read(buf) {
				os.Stdout.Write(buf)
				if buf[0] == '\n' {
					return
				}
			}
		},
	})
}

func fakeDial(ctx context.Context, cfg dial.Config) (chat.Room, error) {
	room := roomtest.New()
	switch host, _, _ := strings.Cut(cfg.Server, ":"); host {
	case "room", "127.0.0.1":
	case "nobody":
		return nil, fmt.Errorf("%w: %s is silent", chat.ErrNoServer, cfg.Server)
	case "other": // a program of another kind
		return nil, chat.Failed("something else answers", chat.ErrNoRoom)
	case "hangs":
		<-ctx.Done()
		return nil, fmt.Errorf("%w: %w", chat.ErrNoServer, context.Cause(ctx))
	case "loses": // what is said is lost
		room.Unseen = true
	case "dies": // as soon as somebody is in
		room.Inside = func(r *roomtest.Room) { r.End(chat.ErrNoServer) }
	case "crowd": // something of everything happens
		room.Inside = crowd
	case "plays": // answers "now" by words of rina's
		room.Heard = func(r *roomtest.Room, text string) {
			if text == "now" {
				r.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: "halo juri"})
			}
		}
	case "floods": // somebody says more than a pipe holds, and more than the client keeps
		room.Inside = func(r *roomtest.Room) { go flood(r) } // ends when everything was heard
		room.OnLeave = func() { fmt.Fprintln(os.Stderr, "the client has left") }
	case "panics": // a fault in the program
		room.Heard = func(*roomtest.Room, string) { panic("a fault") }
	case "small":
		room.Fail = &chat.UnsayableError{Char: '👍', Reason: "the server's key is too small"}
	default:
		return nil, fmt.Errorf("the host %q is not known", host)
	}
	return room, nil
}

func flood(r *roomtest.Room) {
	for range 4000 {
		r.Tell(chat.Event{Kind: chat.Said, Name: "rina", Text: strings.Repeat("x", 1000)})
	}
	fmt.Fprintln(os.Stderr, "the room is full of words")
}

func crowd(r *roomtest.Room) {
	at := time.Date(2026, 1, 2, 12, 1, 0, 0, time.Local)
	for _, ev := range []chat.Event{
		{Kind: chat.Joined, Name: "rina"},
		{Kind: chat.Said, Name: "rina", Text: "halo\x1b[2J"},
		{Kind: chat.Left, Name: "rina"},
		{Kind: chat.Other, Text: "hm"},
		{Kind: chat.Away},
		{Kind: chat.Back},
		{Kind: chat.Missed, Count: 3},
		{Kind: chat.Damaged, Text: "no start"},
	} {
		ev.At = at
		r.Tell(ev)
	}
}

// noRaceSleep keeps each process under the race detector from sleeping a second before it ends.
const noRaceSleep = "GORACE=atexit_sleep_ms=0"

func TestCommandLines(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":      code,
			"oneanswer": oneAnswer,
		},
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, noRaceSleep)
			return nil
		},
	})
}

// code runs a command that must end with an exit code: code 3 client --flag …. Its standard
// input is what stdin gave, and its output is for stdout and stderr.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [argument ...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s: %s%s", got, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// oneAnswer checks that an error is one sentence and one hint, and nothing else.
func oneAnswer(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile("stderr")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 2 || !strings.HasSuffix(lines[0], ".") || !strings.HasPrefix(lines[1], "hint: ") {
		ts.Fatalf("this is not one sentence and one hint:\n%s", text)
	}
	if strings.Contains(text, "\x1b") {
		ts.Fatalf("an escape sequence: %q", text)
	}
}
