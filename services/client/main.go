package main

import (
	"context"
	"io"
	"os"
	_ "time/tzdata" // the images hold no time zones: TZ would do nothing

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
	"obrolan/shared/chat/dial"
	"obrolan/shared/console"
)

func main() {
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, dial: dial.Dial}
	os.Exit(p.run(context.Background(), os.Args))
}

// program is what the client has of the world around it.
type program struct {
	in, out *os.File
	err     io.Writer
	getenv  func(string) string
	dial    func(context.Context, dial.Config) (chat.Room, error)

	stdout, stderr *console.Queue // to out and err, from run on
	texts          *lang.Texts
	hurry          bool // the program was told to go
}
