package main

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"obrolan/shared/console"
)

// streams are what a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}

// newApp is the command line.
func newApp(s streams) *cli.App {
	return &cli.App{
		Name: "lab", Usage: "listen in a room, read captures, check exercises, examine a machine",
		Description:     "Exit codes: 0 done (for check: the answer is right), 2 usage, 1 anything else.",
		HideHelpCommand: true, HideVersion: true, DisableSliceFlagSeparator: true,
		Reader: s.in, Writer: s.out, ErrWriter: s.err,
		Commands:       []*cli.Command{eveCommand(s), decodeCommand(s), exerciseCommand(s), checkCommand(s), doctorCommand(s), healthCommand(s)},
		OnUsageError:   usageError,
		ExitErrHandler: func(*cli.Context, error) {}, // run reports them
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return console.Misuse(fmt.Sprintf("There is no command %q.", c.Args().First()), "lab --help lists the commands")
			}
			return cli.ShowAppHelp(c)
		},
	}
}

// run executes a command line until it is done or ctx ends, and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	out := console.NewOutput(s.out)
	s.out = out
	app := newApp(s)
	err := app.RunContext(ctx, flagsFirst(app.Commands, console.HelpFirst(args, app.Commands, app.Flags)))
	return console.Report(s.err, cmp.Or(err, out.Err()), unexpected)
}

// unexpected makes a Problem of any other error.
func unexpected(err error) *console.Problem {
	return console.Failure(console.Sentence(err.Error()), "lab --help lists the commands and what they take")
}

// usageError turns what the flag parser says into a sentence.
func usageError(c *cli.Context, err error, _ bool) error {
	return console.Misuse(console.Sentence(err.Error()), fmt.Sprintf("%s --help lists the flags", c.Command.HelpName))
}
