package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"obrolan/shared/console"
)

// maxFindings bounds what a diagram holds. A class of forty needs hours to reach it.
const maxFindings = 2_000_000

// exerciseVariable is set during an exercise: then lab breaks no key.
const exerciseVariable = "OBROLAN_EXERCISE"

// decodeCommand is `lab decode`.
func decodeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "decode",
		Usage:     "draw a capture as a sequence diagram: who sent what to whom",
		ArgsUsage: "FILE.pcapng",
		Description: "Reads pcapng and pcap; - is standard input. Of a damaged file, what precedes the damage is drawn; the damage is\n" +
			"reported with its offset, and the exit code is 1.",
		Flags: []cli.Flag{
			portFlag("OBROLAN_DECODE_PORT"),
			&cli.StringSliceFlag{Name: "key", Usage: "read with a private key, `n=N,d=D`; can be repeated", EnvVars: []string{"OBROLAN_DECODE_KEY"}},
			&cli.BoolFlag{Name: "crack", Usage: "break the keys that are not given", EnvVars: []string{"OBROLAN_DECODE_CRACK"}},
			&cli.StringFlag{Name: "color", Value: "auto", Usage: "`auto, always or never`; auto means on a terminal where NO_COLOR is not set", EnvVars: []string{"OBROLAN_COLOR"}},
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runDecode(c, s) },
	}
}

func runDecode(c *cli.Context, s streams) error {
	room, err := port(c)
	if err != nil {
		return err
	}
	findKey, err := keyFinder(c)
	if err != nil {
		return err
	}
	colour, err := wantsColour(c.String("color"), s.out)
	if err != nil {
		return err
	}
	if c.NArg() != 1 {
		return console.Misuse("lab decode takes one file.", "lab decode captures/eve-….pcapng")
	}
	file, name, err := openCapture(c.Args().First(), s)
	if err != nil {
		return err
	}
	defer file.Close()

	drawing, seen, readErr := readDiagram(name, file, room, findKey)
	if err := drawing.Draw(s.out, colour); err != nil {
		return console.Unwritten(err)
	}
	if readErr != nil {
		return captureError(readErr, drawing.Len() > 0)
	}
	if seen.known == 0 {
		return seen.nothing(name, room)
	}
	if len(seen.unread) > 0 {
		fmt.Fprintf(s.out, "\nNot read: %s.\n", seen.unreadLinks())
	}
	return nil
}

func openCapture(path string, s streams) (io.ReadCloser, string, error) {
	if path == "-" {
		return io.NopCloser(s.in), "standard input", nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "", cantOpen(path, err)
	}
	return file, path, nil
}

// cantOpen says why a file or folder can't be opened, without the name of the system call.
func cantOpen(path string, err error) error {
	var reason *os.PathError
	if errors.As(err, &reason) {
		err = reason.Err
	}
	return console.Failure(fmt.Sprintf("Can't open %s: %v.", path, err), "'make capture' copies Eve's captures into the folder captures")
}

// colourful reports whether the environment allows colours (https://no-color.org).
func colourful(env func(string) string) bool { return env("NO_COLOR") == "" && env("TERM") != "dumb" }

// wantsColour reports whether to use colours.
func wantsColour(mode string, out io.Writer) (bool, error) {
	switch mode {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto", "":
		return isTerminal(out) && colourful(os.Getenv), nil
	}
	return false, console.Misuse(fmt.Sprintf("--color can't be %q.", mode), "--color is auto, always or never")
}
