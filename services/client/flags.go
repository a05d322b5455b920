package main

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/client/ask"
	"obrolan/services/client/lang"
	"obrolan/shared/chat/dial"
	"obrolan/shared/console"
)

// commonFlags returns the flags of both commands. Each command gets its own, as the library keeps state in them.
func commonFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "server", EnvVars: []string{"OBROLAN_SERVER"}, Usage: "where the server is, as `HOST:PORT`; the port is 9999 if left out"},
		&cli.StringFlag{Name: "username", EnvVars: []string{"OBROLAN_USERNAME"}, Usage: "your `NAME` in the room"},
		&cli.StringFlag{Name: "password", EnvVars: []string{"OBROLAN_PASSWORD"}, Usage: "the room's password, a `WORD`; others on this machine can see it, a file is better"},
		&cli.StringFlag{Name: "password-file", EnvVars: []string{"OBROLAN_PASSWORD_FILE"}, Usage: "a `FILE` whose first line is the password; - is standard input"},
		&cli.StringFlag{Name: "lang", EnvVars: []string{"OBROLAN_LANG"}, Usage: "en, or id for the original's Indonesian (default: the `LANGUAGE` of the locale)"},
		&cli.StringFlag{Name: "protocol", EnvVars: []string{"OBROLAN_PROTOCOL"}, Value: "classic", Usage: "the `PROTOCOL` of the room: " + strings.Join(dial.Protocols(), ", ")},
	}
}

// settings holds what the flags and the environment say.
type settings struct {
	texts    *lang.Texts
	server   string // HOST:PORT, or "" to ask
	username string
	password string
	protocol string
}

// settings reads and checks the common flags. It asks nothing.
func (p *program) settings(c *cli.Context) (*settings, error) {
	s := &settings{texts: lang.ByLocale(p.getenv), username: ask.Name(c.String("username")), protocol: c.String("protocol")}
	if code := c.String("lang"); code != "" {
		texts, ok := lang.ByCode(code)
		if !ok {
			return s, misuse(s.texts.BadLang, code)
		}
		s.texts, p.texts = texts, texts
	}
	t := s.texts
	if c.Args().Present() {
		return s, misuse(t.BadArgument, c.Args().First())
	}
	for _, parent := range c.Lineage()[1:] {
		if parent.Command != nil && parent.NumFlags() > 0 {
			return s, misuse(t.BadFlag, fmt.Sprintf("flags come after the command %q", c.Command.Name))
		}
	}
	if s.protocol != "" && !slices.Contains(dial.Protocols(), s.protocol) {
		return s, misuse(t.BadProtocol, s.protocol)
	}
	var err error
	if s.server, err = address(c.String("server")); err != nil {
		return s, misuse(t.BadServer, c.String("server"))
	}
	password, file, clash := p.either(c, "password", "password-file")
	if clash {
		return s, misuse(t.TwoPasswords)
	}
	s.password = password
	if file != "" {
		if s.password, err = console.Secret(file, p.in); err != nil {
			return s, misuse(t.PasswordFile, file, t.Reason(err))
		}
	}
	return s, nil
}

// either returns the values of two flags that exclude each other; at most one of them is not empty. The command
// line overrides the environment; two from the same place clash.
func (p *program) either(c *cli.Context, a, b string) (one, other string, clash bool) {
	fromEnv := func(name string) bool {
		return c.String(name) == p.getenv("OBROLAN_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	}
	one, other = c.String(a), c.String(b)
	switch {
	case one == "" || other == "":
		return one, other, false
	case fromEnv(a) && !fromEnv(b):
		return "", other, false
	case fromEnv(b) && !fromEnv(a):
		return one, "", false
	}
	return "", "", true
}

// address checks HOST:PORT and adds the usual port to a bare host. "" stays "".
func address(given string) (string, error) {
	if given == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(given)
	if err != nil {
		if _, bad := netip.ParseAddr(given); bad != nil && strings.Contains(given, ":") {
			return "", err
		}
		host, port = strings.Trim(given, "[]"), "9999"
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 || host == "" || strings.ContainsAny(host, " \t/") {
		return "", fmt.Errorf("%q is not HOST:PORT", given)
	}
	return net.JoinHostPort(host, port), nil
}
