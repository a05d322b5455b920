package e2e

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// The file that ships: a class runs `up`, a student `run client` in a terminal of their own.
func TestComposeUpAndRun(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	c.Does("up", "-d", "--no-build")
	log := c.Follow("server")
	joined := regexp.MustCompile(`join +\S*-bot\d* came in`)
	for i, from := 0, 0; i < 3; i++ {
		at, err := log.Await(from, patience, joined.MatchString)
		if err != nil {
			t.Fatalf("bot %d of 3 did not come: %v; the server's log says\n%s", i+1, err, log)
		}
		from = at + 1
	}

	student := c.Student("run", "--rm", "client", "--username", "juri")
	student.Sees("Password:")
	student.Types("salah\r")
	student.Sees("Password salah! Coba lagi.")
	student.Types(Password + "\r")
	student.Sees("Selected username: juri")
	student.Types("halo bot-bot sekalian\r")
	student.Sees("juri: halo bot-bot sekalian")
	at, err := log.Await(0, patience, func(s string) bool { return strings.Contains(s, "juri: halo bot-bot sekalian (sent to ") })
	if err != nil {
		t.Fatalf("not relayed: %v\n%s", err, log)
	}
	if to, members := number(log.Lines()[at], sentTo), membersBefore(log, at); to != members || to < 2 {
		t.Errorf("relayed to %d of %d members\n%s", to, members, log)
	}
	student.Types("!q\r")
	student.Exits(0)
	if log.Count(func(s string) bool { return strings.Contains(s, Password) || strings.Contains(s, "salah") }) > 0 {
		t.Errorf("the server's log holds a password\n%s", log)
	}
}

var (
	sentTo  = regexp.MustCompile(`\(sent to (\d+)\)`)
	members = regexp.MustCompile(` (?:join|leave) .*\(members: (\d+)\)`)
)

// number returns the number that a pattern finds in a line, or 0.
func number(line string, pattern *regexp.Regexp) int {
	n := 0
	if found := pattern.FindStringSubmatch(line); found != nil {
		n, _ = strconv.Atoi(found[1]) // digits
	}
	return n
}

// membersBefore returns how many members the room had just before a line of the log. Some bots leave for a moment now
// and then.
func membersBefore(log *Transcript, at int) int {
	lines := log.Lines()
	for at--; at >= 0; at-- {
		if n := number(lines[at], members); n > 0 {
			return n
		}
	}
	return 0
}

// Bare `run client` works when nothing is up: Compose starts the server first.
func TestComposeRunStartsTheServer(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	student := c.Student("run", "--rm", "client")
	student.Sees("Password:")
	student.Types(Password + "\r")
	student.Sees("Username:")
	student.Types("sari\r")
	student.Sees("Selected username: sari")
	student.Types("\x04") // Ctrl-D
	student.Exits(0)
}

// A closed terminal window may leave its container joined (it depends on the version of Compose). `down` alone then
// fails; `make down` does not.
func TestComposeDownAfterAClosedTerminal(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	student := c.Student("run", "--rm", "-e", "OBROLAN_PASSWORD="+Password, "client", "--username", "budi")
	student.Sees("Selected username: budi")
	_ = student.pty.Close()
	c.Script("scripts/down.sh")
	if left := c.Containers(); len(left) > 0 {
		t.Errorf("make down leaves the containers %q", left)
	}
}

// A join with other settings in the shell than those that opened the room does not recreate the server.
func TestComposeJoinLeavesTheRoomAlone(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	c.Does("up", "-d", "--no-build", "server")
	before := c.Does("ps", "-q", "server")
	joining := *c
	joining.env = append(slices.Clone(c.env), "OBROLAN_PASSWORD=another", "OBROLAN_BIND=127.0.0.2", "OBROLAN_USERNAME=juri")
	if out, err := joining.TryScript("halo\n", "scripts/join.sh"); err == nil {
		t.Errorf("let in with another password: %s", out)
	}
	if after := c.Does("ps", "-q", "server"); before == "" || after != before {
		t.Errorf("the server was %q and is %q", before, after)
	}
}

// Student is `docker compose run` at a pseudo-terminal on the host.
func (c *Compose) Student(args ...string) *Student {
	c.t.Helper()
	cmd := c.Command(c.t.Context(), args...)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 100})
	if err != nil {
		c.t.Fatalf("starting %q: %v", args, err)
	}
	return newStudent(c.t, cmd, terminal)
}
