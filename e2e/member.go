package e2e

import (
	"slices"
	"strings"
	"time"
)

// Member is a client in pipe mode, in a container: one line in, one line out.
type Member struct {
	*Sandbox
	lab  *Lab
	Name string
}

// Join starts a client under a name and waits until the server has let it in.
func (l *Lab) Join(name string) *Member {
	l.t.Helper()
	m := l.Try(name, Password)
	l.Server.Did(Action{Event: "join", Name: name})
	return m
}

// Try starts a client under a name, and does not wait for anything.
func (l *Lab) Try(name, password string) *Member {
	l.t.Helper()
	return l.TryAt("server:9999", name, password)
}

// TryAt is Try for another server than the lab's own.
func (l *Lab) TryAt(address, name, password string) *Member {
	l.t.Helper()
	env := map[string]string{"OBROLAN_SERVER": address, "OBROLAN_PASSWORD": password, "OBROLAN_USERNAME": name}
	return &Member{Sandbox: run(l.t, l.clientProgram(name, env)), lab: l, Name: name}
}

// MemberOf is TryAt with the right password.
func (l *Lab) MemberOf(address, name string) *Member {
	l.t.Helper()
	return l.TryAt(address, name, Password)
}

// AtTerminal starts an interactive client under a pseudo-terminal.
func (l *Lab) AtTerminal(name string, env map[string]string, cmd ...string) *Member {
	l.t.Helper()
	p := l.clientProgram(name, env, cmd...)
	p.tty = true
	return &Member{Sandbox: run(l.t, p), lab: l, Name: name}
}

// Says types a line.
func (m *Member) Says(text string) {
	m.t.Helper()
	m.Types(text + "\n")
}

// Reaches repeats a line until other sees it: when a network has just come back, datagrams are lost until addresses have
// been resolved again.
func (m *Member) Reaches(other *Member, text string) {
	m.t.Helper()
	line := m.Name + ": " + text
	for until := time.Now().Add(patience); time.Now().Before(until); {
		m.Says(text)
		if _, err := other.printed.Await(0, 2*time.Second, other.means(line)); err == nil {
			return
		}
	}
	m.t.Fatalf("%s does not reach %s with %q; it printed\n%s", m.Name, other.Name, text, other.printed)
}

// Leaves ends the input and waits until the client has left.
func (m *Member) Leaves() {
	m.t.Helper()
	m.EndsInput()
	m.Exits(0)
}

// Sees waits until a line is printed that is exactly line, on a pipe, or contains it, at a terminal.
func (m *Member) Sees(line string) {
	m.t.Helper()
	if _, err := m.printed.Await(0, patience, m.means(line)); err != nil {
		m.t.Fatalf("%s does not see %q: %v; it printed\n%s", m.Name, line, err, m.printed)
	}
}

// SeesPart waits until a line is printed that contains part.
func (m *Member) SeesPart(part string) {
	m.t.Helper()
	if _, err := m.printed.Await(0, patience, func(printed string) bool { return strings.Contains(printed, part) }); err != nil {
		m.t.Fatalf("%s sees nothing with %q: %v; it printed\n%s", m.Name, part, err, m.printed)
	}
}

// SeesEither waits until one of several lines is printed, and returns which.
func (m *Member) SeesEither(lines ...string) int {
	m.t.Helper()
	which := func(printed string) int {
		return slices.IndexFunc(lines, func(line string) bool { return m.means(line)(printed) })
	}
	at, err := m.printed.Await(0, patience, func(printed string) bool { return which(printed) >= 0 })
	if err != nil {
		m.t.Fatalf("%s sees none of %q: %v; it printed\n%s", m.Name, lines, err, m.printed)
	}
	return which(m.printed.Lines()[at])
}

// SeesOnce is Sees, and the line must not be there twice. The caller makes sure that a second one would have come by
// now, e.g. by waiting for a line that was said later.
func (m *Member) SeesOnce(line string) {
	m.t.Helper()
	m.Sees(line)
	if n := m.Times(line); n != 1 {
		m.t.Fatalf("%s sees %q %d times; it printed\n%s", m.Name, line, n, m.printed)
	}
}

// Times counts a line so far.
func (m *Member) Times(line string) int { return m.printed.Count(m.means(line)) }

// HasNotSeen checks that a line has not been printed so far.
func (m *Member) HasNotSeen(line string) {
	m.t.Helper()
	if m.Times(line) > 0 {
		m.t.Fatalf("%s sees %q; it printed\n%s", m.Name, line, m.printed)
	}
}

// means compares whole lines; at a terminal, where a line has a time, colours and a prompt around it, parts.
func (m *Member) means(line string) func(string) bool {
	return func(printed string) bool {
		return printed == line || m.tty && strings.Contains(withoutEscapes(printed), line)
	}
}

// withoutEscapes drops escape sequences (ECMA-48).
func withoutEscapes(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == 0x1b {
			i++
			if i < len(line) && line[i] == '[' {
				for i++; i < len(line) && (line[i] < 0x40 || line[i] > 0x7e); i++ {
				}
			}
			continue
		}
		if line[i] != '\r' {
			b.WriteByte(line[i])
		}
	}
	return b.String()
}
