package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// streams are what a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// isTerminal tells whether a stream is one that a person looks at.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Exit codes, as for the client.
const (
	exitOK    = 0
	exitError = 1
	exitUsage = 2
)

// newApp is the command line.
func newApp(s streams) *cli.App {
	return &cli.App{
		Name: "lab", Usage: "listen in a room, read captures, check exercises",
		Description:     "Exit codes: 0 done (for check: the answer is right), 2 usage, 1 anything else.",
		HideHelpCommand: true, HideVersion: true, DisableSliceFlagSeparator: true,
		Reader: s.in, Writer: s.out, ErrWriter: s.err,
		Commands:       []*cli.Command{eveCommand(s), decodeCommand(s), exerciseCommand(s), checkCommand(s)},
		OnUsageError:   usageError,
		ExitErrHandler: func(*cli.Context, error) {}, // run reports them
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return misused(fmt.Sprintf("There is no command %q.", c.Args().First()), "lab --help lists the commands")
			}
			return cli.ShowAppHelp(c)
		},
	}
}

// run executes a command line until it is done or ctx ends, and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	app := newApp(s)
	err := app.RunContext(ctx, flagsFirst(app.Commands, args))
	if err == nil {
		return exitOK
	}
	var told *told
	if !errors.As(err, &told) {
		told = failed(sentence(err.Error()), "lab --help lists the commands and what they take")
	}
	told.print(s.err)
	return told.code
}

// usageError turns what the flag parser says into a sentence.
func usageError(c *cli.Context, err error, _ bool) error {
	return misused(sentence(err.Error()), fmt.Sprintf("%s --help lists the flags", c.Command.HelpName))
}
