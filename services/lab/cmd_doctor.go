package main

import (
	"fmt"
	"io"
	"net/netip"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/doctor"
	"obrolan/shared/console"
	"obrolan/shared/printable"
)

// doctorCommand is `lab doctor`.
func doctorCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:  "doctor",
		Usage: "say in plain words what this machine lacks for the lab",
		Description: "Looks at the room's UDP port, the address that others join at, the container engine, socket buffers and the\n" +
			"clock, and with --server at a room elsewhere. It changes nothing. The exit code is 1 where something is lacking.",
		Flags: []cli.Flag{
			portFlag("OBROLAN_PORT"),
			&cli.StringFlag{Name: "bind", Value: "127.0.0.1", Usage: "the `ADDRESS` that the room is published on", EnvVars: []string{"OBROLAN_BIND"}},
			&cli.StringFlag{Name: "server", Usage: "ask whether a room answers at `HOST[:PORT]`", EnvVars: []string{"OBROLAN_SERVER"}},
			&cli.BoolFlag{Name: "engine", Value: true, Usage: "look for the container engine; --engine=false leaves it out", EnvVars: []string{"OBROLAN_DOCTOR_ENGINE"}},
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runDoctor(c, s) },
	}
}

func runDoctor(c *cli.Context, s streams) error {
	if err := noArguments(c); err != nil {
		return err
	}
	room, err := port(c)
	if err != nil {
		return err
	}
	bind, err := netip.ParseAddr(c.String("bind"))
	if err != nil {
		return console.Misuse(fmt.Sprintf("--bind can't be %q.", c.String("bind")), "an IP address, such as 127.0.0.1, or 0.0.0.0 for all of them")
	}
	cfg := doctor.Config{Bind: bind, Port: room, Server: c.String("server"), Engine: c.Bool("engine")}
	lacking := 0
	for _, f := range doctor.Look(c.Context, cfg) {
		if f.Level == doctor.Missing {
			lacking++
		}
		printFinding(s.out, f)
	}
	switch lacking {
	case 0:
		return nil
	case 1:
		return console.Failure("One thing has to be put right before the lab can work here.", "its hint is above")
	}
	return console.Failure(fmt.Sprintf("%d things have to be put right before the lab can work here.", lacking), "their hints are above")
}

// printFinding writes a finding as scripts/doctor.sh does.
func printFinding(w io.Writer, f doctor.Finding) {
	mark := map[doctor.Level]string{doctor.Fine: "ok  ", doctor.Weak: "note", doctor.Missing: "MISS"}[f.Level]
	text := fmt.Sprintf("%s  %s\n", mark, printable.Text(f.Sentence))
	if f.Hint != "" {
		text += fmt.Sprintf("      hint: %s\n", printable.Text(f.Hint))
	}
	io.WriteString(w, text) // an error shows in the exit code
}
