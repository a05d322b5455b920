package talk

import (
	"fmt"
	"strings"

	"obrolan/services/client/lang"
)

// command is one row of the command table.
type command struct {
	names []string // the first is the usual one
	help  func(*lang.Texts) string
	run   func(*Session) verdict
}

// verdict says whether the talk goes on after a line.
type verdict uint8

const (
	goOn  verdict = iota
	leave         // the person wants to leave
)

// commands is the command table. A new command is one more row.
func commands() []command {
	return []command{
		{[]string{"/help", "/?"}, func(t *lang.Texts) string { return t.HelpHelp }, help},
		{[]string{"!q", "/quit", "/q", "/exit"}, func(t *lang.Texts) string { return t.HelpQuit }, func(*Session) verdict { return leave }},
	}
}

// help prints the command table.
func help(s *Session) verdict {
	t := s.Texts
	s.Screen.Print(t.HelpTitle)
	for _, c := range commands() {
		s.Screen.Print(fmt.Sprintf("  %-24s %s", strings.Join(c.names, ", "), c.help(t)))
	}
	s.Screen.Print(fmt.Sprintf("  %-24s %s", "//text", t.HelpSlash))
	if s.Screen.Interactive() {
		s.Screen.Print("  " + t.HelpKeys)
	}
	return goOn
}

// parse returns the command of a line, or the text to say, or the name of an unknown command.
func parse(line string) (cmd *command, text, unknown string) {
	word := strings.TrimSpace(line)
	for _, c := range commands() {
		for _, name := range c.names {
			if strings.EqualFold(word, name) {
				return &c, "", ""
			}
		}
	}
	switch {
	case strings.HasPrefix(line, "//"):
		return nil, line[1:], ""
	case strings.HasPrefix(line, "/"):
		name, _, _ := strings.Cut(word, " ")
		return nil, "", name
	}
	return nil, line, ""
}
