package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/capture"
	"obrolan/shared/console"
)

// healthCommand is `lab health`.
func healthCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:         "health",
		Usage:        "say whether Eve listens on this network; exit code 0: yes",
		OnUsageError: usageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			listening, err := capture.Listening()
			if err != nil {
				return console.Failure("Can't see who listens: "+err.Error()+".", "lab health needs Linux")
			}
			if !listening {
				return console.Failure("Nobody listens on this network.", "lab eve listens; its last words say why it ended")
			}
			fmt.Fprintln(s.out, "healthy: Eve listens")
			return nil
		},
	}
}
