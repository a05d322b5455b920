package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/sequence"
	"obrolan/services/lab/tap"
	"obrolan/services/lab/tap/classic"
	"obrolan/shared/console"
)

// maxFindings bounds what a diagram holds; a class of forty fills this in hours.
const maxFindings = 2_000_000

// exerciseVariable says that an exercise is under way: then lab breaks no key.
const exerciseVariable = "OBROLAN_EXERCISE"

// decodeCommand is `lab decode`.
func decodeCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "decode",
		Usage:     "draw a capture as a sequence diagram: who sent what to whom",
		ArgsUsage: "FILE.pcapng",
		Description: "Reads pcapng and pcap; - is standard input. What stands before a damage is drawn, then the damage is\n" +
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
	open, err := opener(c)
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

	drawing, frames, readErr := readDiagram(name, file, room, open)
	if err := drawing.Draw(s.out, colour); err != nil {
		return console.Unwritten(err)
	}
	if readErr != nil {
		return captureError(readErr, drawing.Len() > 0)
	}
	if drawing.Len() == 0 {
		return console.Failure(fmt.Sprintf("%s holds %d frames, none of them of a room on UDP port %d.", name, frames, room),
			"another port can be given with --port")
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

// readDiagram reads a whole capture. The Diagram holds what could be read, also with an error.
func readDiagram(name string, r io.Reader, port uint16, open tap.Opener) (*sequence.Diagram, int, error) {
	drawing := sequence.New()
	frames, err := readCapture(name, r, port, open, func(found []tap.Finding) error {
		if drawing.Add(found...); drawing.Len() > maxFindings {
			return errTooMuch
		}
		return nil
	})
	return drawing, frames, err
}

// errTooMuch says that a capture has more to tell than a diagram can hold.
var errTooMuch = errors.New("there is more in it than can be drawn at once")

// readCapture hands the findings of a capture on, packet by packet, and counts the frames.
func readCapture(name string, r io.Reader, port uint16, open tap.Opener, take func([]tap.Finding) error) (int, error) {
	captured, err := capture.NewReader(name, r)
	if err != nil {
		return 0, err
	}
	packets, room := packet.NewReader(port), tap.New(port, classic.New(open))
	for frames := 0; ; frames++ {
		frame, err := captured.Next()
		if errors.Is(err, io.EOF) {
			return frames, nil
		}
		if err == nil {
			err = take(room.Observe(packets.Read(frame.Data, frame.Link, frame.At)))
		}
		if err != nil {
			return frames, err
		}
	}
}

// captureError explains a file that could not be read to its end.
func captureError(err error, some bool) error {
	text := err.Error() + "." // starts with the name of the file
	switch {
	case errors.Is(err, errTooMuch):
		return console.Failure(fmt.Sprintf("Only the first %d findings are drawn: there are more.", maxFindings), "split the capture with editcap -c")
	case errors.Is(err, capture.ErrFormat):
		return console.Failure(text, "lab decode reads what Eve, tcpdump and Wireshark write; unpack a compressed file first")
	case some:
		return console.Failure(text, "what stands before that place is drawn above; a capture that is still being written can end so")
	}
	return console.Failure(text, "nothing could be read before that place")
}

// colourful tells whether the environment leaves a terminal its colours (https://no-color.org).
func colourful(env func(string) string) bool { return env("NO_COLOR") == "" && env("TERM") != "dumb" }

// wantsColour decides whether to colour.
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
