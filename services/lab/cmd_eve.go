package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/eve"
	"obrolan/shared/console"
)

// eveCommand is `lab eve`.
func eveCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:  "eve",
		Usage: "listen in a room: print what anybody on its network can read, write captures",
		Description: "Eve needs Linux and the right to listen (root, or the capability NET_RAW). She ends with code 1 when\n" +
			"her interface goes away, and with 0 on SIGINT or SIGTERM.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "interface", Aliases: []string{"i"}, Value: "eth0", Usage: "listen on `NAME`", EnvVars: []string{"OBROLAN_EVE_INTERFACE"}},
			portFlag("OBROLAN_EVE_PORT"),
			&cli.StringFlag{Name: "write", Usage: "write captures to `FOLDER`/eve-TIME.pcapng, or to PREFIX-TIME.pcapng for PREFIX.pcapng", EnvVars: []string{"OBROLAN_EVE_WRITE"}},
			&cli.IntFlag{Name: "write-size", Value: 16, Usage: "begin another capture after `MIB` mebibytes", EnvVars: []string{"OBROLAN_EVE_WRITE_SIZE"}},
			&cli.IntFlag{Name: "write-files", Value: 8, Usage: "keep the newest `N` captures of the folder", EnvVars: []string{"OBROLAN_EVE_WRITE_FILES"}},
			&cli.BoolFlag{Name: "no-crack", Usage: "break no key, decrypt nothing", EnvVars: []string{"OBROLAN_EVE_NO_CRACK"}},
			langFlag(),
			&cli.StringFlag{Name: "log-format", Value: "text", Usage: "`text or json`", EnvVars: []string{"OBROLAN_LOG_FORMAT"}},
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runEve(c, s) },
	}
}

// portFlag is the room's port.
func portFlag(env string) *cli.IntFlag {
	return &cli.IntFlag{Name: "port", Value: 9999, Usage: "the room's UDP `PORT`", EnvVars: []string{env}}
}

// langFlag chooses the language of sentences.
func langFlag() *cli.StringFlag {
	return &cli.StringFlag{Name: "lang", Usage: "speak `en or id` (default: as the system does)", EnvVars: []string{"OBROLAN_LANG"}}
}

// language reads langFlag.
func language(c *cli.Context) (string, error) {
	lang := c.String("lang")
	if lang == "" {
		return console.Language(os.Getenv), nil
	}
	if !slices.Contains(eve.Languages(), lang) {
		return "", console.Misuse(fmt.Sprintf("There is no language %q.", lang), "--lang is one of "+strings.Join(eve.Languages(), ", "))
	}
	return lang, nil
}

// port reads portFlag.
func port(c *cli.Context) (uint16, error) {
	if p := c.Int("port"); p > 0 && p <= 0xffff {
		return uint16(p), nil
	}
	return 0, console.Misuse(fmt.Sprintf("%d is no port.", c.Int("port")), "a port is a number from 1 to 65535")
}

// noArguments refuses arguments.
func noArguments(c *cli.Context) error {
	if c.Args().Present() {
		return console.Misuse(fmt.Sprintf("%s takes no argument, and got %q.", c.Command.HelpName, c.Args().First()), c.Command.HelpName+" --help lists the flags")
	}
	return nil
}

func runEve(c *cli.Context, s streams) error {
	cfg, err := eveConfig(c, s)
	if err != nil {
		return err
	}
	limits := capture.Limits{Size: int64(c.Int("write-size")) << 20, Files: c.Int("write-files")}
	if limits.Size < 1<<20 || limits.Files < 1 {
		return console.Misuse("--write-size and --write-files are at least 1.", "without them it is 16 MiB and 8 files")
	}
	listener, err := capture.Listen(cfg.Interface)
	if err != nil {
		return listenError(cfg.Interface, err)
	}
	if path := c.String("write"); path != "" {
		if cfg.Write, err = capture.Create(path, cfg.Interface, listener.Link(), limits); err != nil {
			listener.Close()
			return listenError(cfg.Interface, err)
		}
	}
	// Only Eve has something to finish: other commands end at a signal at once, also while nobody reads their output.
	ctx, stop := signal.NotifyContext(c.Context, os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := eve.Run(ctx, cfg, listener); err != nil {
		return listenError(cfg.Interface, err)
	}
	return nil
}

func eveConfig(c *cli.Context, s streams) (eve.Config, error) {
	cfg := eve.Config{Interface: c.String("interface"), Crack: !c.Bool("no-crack"), Out: s.out}
	zone, _ := time.Now().Zone()
	cfg.UTC = zone == "UTC"
	var err error
	if cfg.Port, err = port(c); err != nil {
		return cfg, err
	}
	if cfg.Lang, err = language(c); err != nil {
		return cfg, err
	}
	switch c.String("log-format") {
	case "text", "":
	case "json":
		cfg.JSON = true
	default:
		return cfg, console.Misuse(fmt.Sprintf("There is no log format %q.", c.String("log-format")), "--log-format is text or json")
	}
	return cfg, noArguments(c)
}

// listenError explains why Eve can't listen or write, or can't any more.
func listenError(name string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return console.Failure(console.Sentencef("%v: %v", capture.ErrWrite, console.Reason(err)), "free some space, or give --write a folder on another disk")
	case errors.Is(err, capture.ErrWrite):
		return console.Failure(console.Sentencef("%v: %v", capture.ErrWrite, console.Reason(err)), "give --write a folder in which Eve's user may write")
	case errors.Is(err, capture.ErrNoInterface):
		return console.Failure(fmt.Sprintf("There is no network interface %q.", name), "'ip link' lists them; lo is this machine talking to itself")
	case errors.Is(err, capture.ErrNotAllowed):
		return console.Failure(fmt.Sprintf("Listening on %s is not allowed.", name), "run Eve as root, or give the program the capability NET_RAW")
	case errors.Is(err, capture.ErrLink):
		return console.Failure(fmt.Sprintf("Eve can't read what passes on %s: it is neither Ethernet, Wi-Fi, loopback nor a tunnel of IP packets.", name),
			"listen on the interface that the room's packets leave by: 'ip route get ADDRESS' names it")
	case errors.Is(err, capture.ErrGone):
		return console.Failure(fmt.Sprintf("The network interface %s is gone.", name), "the server's container was stopped or replaced: 'make eve' starts Eve beside the new one")
	case errors.Is(err, capture.ErrPlatform):
		return console.Failure("Eve needs Linux to listen.", "run her in a container ('make eve'), or capture with Wireshark and read that with 'lab decode'")
	case errors.Is(err, console.ErrUnread):
		return console.Failure("Nobody read Eve's output to its end.", "see what stands behind the pipe")
	}
	return console.Failure(console.Sentence(err.Error()), "lab eve --help lists the flags")
}
