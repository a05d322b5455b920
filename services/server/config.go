package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"obrolan/services/server/journal"
	"obrolan/services/server/room"
	"obrolan/shared/console"
)

// Defaults that other code uses too.
const (
	defaultPassword = "12345"
	defaultIdle     = 30 * time.Minute
	// leastIdle is the shortest idle limit: a client that only reads asks every 30 s whether it is still a member, and
	// repeats a lost question once.
	leastIdle         = time.Minute
	defaultMaxMembers = 1000
	mostMembers       = 100_000
)

// Config is the server's configuration. fromFlags returns a valid one.
type Config struct {
	Listen     string // host:port; an empty host means every IPv4 address
	Password   string // never logged
	Idle       time.Duration
	MaxMembers int
	LogFormat  journal.Format
	Metrics    string // host:port; "" disables it
	Health     string // host:port; "" disables it
	Verbose    bool
}

// fromFlags reads flags and environment variables. Errors are Problems with the code for misuse.
func fromFlags(c *cli.Context) (Config, error) {
	cfg := Config{
		Listen:     c.String("listen"),
		Idle:       c.Duration("idle"),
		MaxMembers: c.Int("max-members"),
		LogFormat:  journal.Format(c.String("log-format")),
		Metrics:    c.String("metrics"),
		Health:     c.String("health"),
		Verbose:    c.Bool("verbose"),
	}
	var err error
	if cfg.Password, err = password(c); err != nil {
		return Config{}, err
	}
	return cfg, cfg.check()
}

// check rejects values that are out of range.
func (cfg Config) check() error {
	for _, a := range []struct{ flag, address string }{
		{"listen", cfg.Listen}, {"metrics", cfg.Metrics}, {"health", cfg.Health},
	} {
		if a.address == "" && a.flag != "listen" {
			continue
		}
		if err := checkAddress(a.flag, a.address); err != nil {
			return err
		}
	}
	switch {
	case cfg.Idle < leastIdle:
		return console.Misuse(fmt.Sprintf("--idle %v is too short.", cfg.Idle), "give a minute or more, for example --idle 30m: a client that only reads is heard every 30 seconds")
	case cfg.MaxMembers < 1 || cfg.MaxMembers > mostMembers:
		return console.Misuse(fmt.Sprintf("--max-members %d is not from 1 to %d.", cfg.MaxMembers, mostMembers), "for example --max-members 100")
	case cfg.LogFormat != journal.Text && cfg.LogFormat != journal.JSON:
		return console.Misuse(fmt.Sprintf("--log-format %q is neither text nor json.", cfg.LogFormat), "text is for people, json for programs")
	}
	return nil
}

// checkAddress checks that an address has the form HOST:PORT.
func checkAddress(flag, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return console.Misuse(fmt.Sprintf("--%s %q is not an address of the form HOST:PORT.", flag, address),
			"for example :9999 or 192.168.1.5:9999; ports go from 0 to 65535")
	}
	return nil
}

// password returns the room's password from the flag or the file; exactly one may be set.
func password(c *cli.Context) (string, error) {
	file := c.String("password-file")
	text := c.String("password")
	if file != "" {
		// An empty OBROLAN_PASSWORD is how a compose file unsets the variable.
		if c.IsSet("password") && text != "" {
			return "", console.Misuse("Both --password and --password-file are given.",
				"give one of them; OBROLAN_PASSWORD and OBROLAN_PASSWORD_FILE count as well")
		}
		var err error
		if text, err = console.Secret(file, os.Stdin); err != nil {
			return "", unreadable(file, err)
		}
	}
	switch {
	case text == "":
		return "", console.Misuse("The room's password is empty.", "give --password, or a --password-file whose first line is the password")
	case !utf8.ValidString(text):
		return "", console.Misuse("The room's password is not UTF-8 text.", "choose one of letters and digits")
	case utf8.RuneCountInString(text) > room.MaxPassword:
		return "", console.Misuse(fmt.Sprintf("The room's password is longer than %d characters.", room.MaxPassword), "choose a shorter one")
	}
	return text, nil
}

// unreadable returns the Problem for a password file that can't be used.
func unreadable(file string, err error) error {
	p := console.Misuse(fmt.Sprintf("The password file %q can't be used: %v.", file, err), "check the path and who may read it")
	if errors.Is(err, console.ErrNoSecret) || errors.Is(err, console.ErrLongSecret) {
		p.Hint = "write the room's password on the first line"
	}
	p.Cause = err
	return p
}
