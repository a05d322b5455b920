package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the images have no time zone data: without it TZ has no effect

	"github.com/urfave/cli/v2"

	"obrolan/shared/console"
)

func main() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		signal.Notify(signals, syscall.SIGHUP) // the terminal has closed
	}
	signal.Ignore(syscall.SIGPIPE) // a closed log pipe must not end the room
	go func() {                    // ends with the process
		<-signals
		stop()
		<-signals
		os.Exit(1) // a second signal ends the process at once
	}()
	os.Exit(run(ctx, os.Args))
}

const seeHelp = "server --help lists the flags"

// misused converts an error of the flag parser to a Problem.
func misused(_ *cli.Context, err error, _ bool) error {
	return console.Misuse(console.Sentence(err.Error()), seeHelp)
}

// unexpected converts any other error to a Problem.
func unexpected(err error) *console.Problem {
	return console.Failure(console.Sentence(err.Error()), "server --help lists what can be set")
}

// run executes a command line until it finishes or ctx ends, and returns the exit code.
func run(ctx context.Context, args []string) int {
	out := console.NewOutput(os.Stdout)
	a := app(out)
	err := a.RunContext(ctx, console.HelpFirst(args, a.Commands, a.Flags))
	return console.Report(os.Stderr, cmp.Or(err, out.Err()), unexpected)
}

// app describes the command line.
func app(stdout io.Writer) *cli.App {
	return &cli.App{
		Name:  "server",
		Usage: "a chat room over UDP",
		Description: "Runs the room until it is told to stop (Ctrl-C, SIGTERM, SIGHUP).\n" +
			"SIGUSR1 prints counters. Exit codes: 0 stopped, 1 could not run, 2 usage.",
		HideVersion:     true,
		HideHelpCommand: true,
		Writer:          stdout,
		Flags:           flags(),
		OnUsageError:    misused,
		ExitErrHandler:  func(*cli.Context, error) {}, // only main exits
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return console.Misuse(fmt.Sprintf("There is no command %q.", c.Args().First()), seeHelp)
			}
			cfg, err := fromFlags(c)
			if err != nil {
				return err
			}
			return Run(c.Context, cfg, stdout, os.Stderr)
		},
		Commands: []*cli.Command{healthCommand(stdout)},
	}
}

func flags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "listen", Value: ":9999", EnvVars: []string{"OBROLAN_LISTEN"},
			Usage: "UDP `ADDRESS` of the room; without a host, every IPv4 address"},
		&cli.StringFlag{Name: "password", Value: defaultPassword, EnvVars: []string{"OBROLAN_PASSWORD"},
			Usage: "the room's `PASSWORD`; others on this machine can see it, a file is better"},
		&cli.StringFlag{Name: "password-file", EnvVars: []string{"OBROLAN_PASSWORD_FILE"},
			Usage: "`FILE` whose first line is the room's password"},
		&cli.BoolFlag{Name: "classic", EnvVars: []string{"OBROLAN_CLASSIC"},
			Usage: "admit clients of the classic protocol (today it is the only one)"},
		&cli.DurationFlag{Name: "idle", Value: defaultIdle, EnvVars: []string{"OBROLAN_IDLE"},
			Usage: "put out members who were silent for this `TIME`"},
		&cli.IntFlag{Name: "max-members", Value: defaultMaxMembers, EnvVars: []string{"OBROLAN_MAX_MEMBERS"},
			Usage: "how many `PEOPLE` fit in the room"},
		&cli.StringFlag{Name: "log-format", Value: "text", EnvVars: []string{"OBROLAN_LOG_FORMAT"},
			Usage: "`FORMAT` of the log: text or json"},
		&cli.StringFlag{Name: "metrics", EnvVars: []string{"OBROLAN_METRICS"},
			Usage: "serve Prometheus metrics at http://`ADDRESS`/metrics"},
		&cli.StringFlag{Name: "health", EnvVars: []string{healthEnv},
			Usage: "serve http://`ADDRESS`/healthz, which \"server health\" asks"},
		&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, EnvVars: []string{"OBROLAN_VERBOSE"},
			Usage: "log datagrams that are dropped because they are malformed, too"},
	}
}
