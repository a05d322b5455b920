package main

import (
	"context"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"obrolan/services/client/lang"
	"obrolan/shared/console"
)

// run is the whole program without the exit: it returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	t := lang.ByLocale(p.getenv)
	if chosen, ok := lang.ByCode(p.getenv("OBROLAN_LANG")); ok {
		t = chosen
	}
	p.texts = t
	signal.Ignore(syscall.SIGPIPE) // a reader that goes is an error of writing
	p.openOutput()
	misused := func(_ *cli.Context, err error, _ bool) error { return misuse(t.BadFlag, err) }
	app := &cli.App{
		Name:            "client",
		Usage:           "join a chat room",
		UsageText:       "client [chat] [flags]\nclient bot [flags]",
		Description:     chatHelp + "\n\n" + exitHelp,
		Flags:           chatFlags(),
		Action:          p.chat,
		HideHelpCommand: true,
		Writer:          p.stdout,
		ErrWriter:       p.stderr,
		OnUsageError:    misused,
		ExitErrHandler:  func(*cli.Context, error) {}, // the library would exit
		Commands: []*cli.Command{
			{
				Name:            "chat",
				Usage:           "talk, or pipe lines through the room (also without this word)",
				UsageText:       "client chat [flags]",
				Description:     chatHelp + "\n\n" + exitHelp,
				Flags:           chatFlags(),
				Action:          p.chat,
				OnUsageError:    misused,
				HideHelpCommand: true,
			},
			{
				Name:            "bot",
				Usage:           "keep the room company",
				UsageText:       "client bot [flags]",
				Description:     botHelp + "\n\n" + exitHelp,
				Flags:           botFlags(),
				Action:          p.bot,
				OnUsageError:    misused,
				HideHelpCommand: true,
			},
		},
	}
	return p.report(app.RunContext(ctx, console.HelpFirst(args, app.Commands, app.Flags)))
}
