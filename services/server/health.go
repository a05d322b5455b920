package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obrolan/shared/console"
	"obrolan/shared/printable"
)

const (
	healthEnv     = "OBROLAN_HEALTH"
	healthDefault = "127.0.0.1:9998"
	// healthPatience is how long the loop may take to answer before it counts as stuck.
	healthPatience = time.Second
)

// serveHealth answers whether the loop responds: it has the loop run a function.
func (s *Server) serveHealth(w http.ResponseWriter, r *http.Request) {
	ctx, stop := context.WithTimeout(r.Context(), healthPatience)
	defer stop()
	var sessions int
	if err := s.loop.do(ctx, func() { sessions = s.loop.machines.len() }); err != nil {
		http.Error(w, "the room does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintf(w, "the room is open, %d sessions\n", sessions)
}

// healthCommand is "server health": it queries a running server and exits with 0 or 1.
func healthCommand(stdout io.Writer) *cli.Command {
	return &cli.Command{
		Name:         "health",
		Usage:        "ask a running server whether its room turns; exit code 0: yes",
		OnUsageError: misused,
		Flags: []cli.Flag{&cli.StringFlag{Name: "health", Value: healthDefault, EnvVars: []string{healthEnv},
			Usage: "`ADDRESS` that the server was given as --health"}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return console.Misuse(fmt.Sprintf("There is no argument %q: health takes flags only.", c.Args().First()), seeHelp)
			}
			address := c.String("health")
			if address == "" {
				address = healthDefault
			}
			if err := checkAddress("health", address); err != nil {
				return err
			}
			return askHealth(c.Context, address, stdout)
		},
	}
}

// askHealth prints the server's sentence or returns a Problem.
func askHealth(ctx context.Context, address string, stdout io.Writer) error {
	ctx, stop := context.WithTimeout(ctx, healthPatience+500*time.Millisecond)
	defer stop()
	url := "http://" + local(address) + "/healthz"
	sick := func(format string, args ...any) error {
		return console.Failure(console.Sentencef(format, args...),
			"start the server with --health "+address+" ("+healthEnv+"), and see its log")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return sick("%q is not an address that can be asked", address)
	}
	// Do not use the environment's proxies: they serve other hosts than this one.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return sick("the server at %s does not answer in time", address)
	case err != nil:
		return sick("no server answers at %s", address)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
	if resp.StatusCode != http.StatusOK {
		return sick("the server at %s is not well: %s", address, firstOf(text))
	}
	fmt.Fprintf(stdout, "healthy: %s\n", firstOf(text))
	return nil
}

// local replaces an unspecified address by a loopback address that can be dialled.
func local(address string) string {
	host, port, _ := net.SplitHostPort(address)
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "" || err == nil && ip.Is4() && ip.IsUnspecified():
		host = "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

// firstOf returns the first line of a page, safe to print.
func firstOf(text []byte) string {
	line, _, _ := strings.Cut(string(text), "\n")
	return printable.Text(line)
}
