package console

import (
	"slices"
	"strings"
	"testing"
)

type testFlag struct {
	name  string
	value bool
}

func (f testFlag) Names() []string  { return []string{f.name} }
func (f testFlag) TakesValue() bool { return f.value }

type testCommand struct {
	name     string
	commands []*testCommand
	flags    []testFlag
}

func (c *testCommand) Names() []string                 { return []string{c.name} }
func (c *testCommand) VisibleCommands() []*testCommand { return c.commands }
func (c *testCommand) VisibleFlags() []testFlag        { return c.flags }

// Help that was asked for behind an argument used to be an error.
func TestHelpFirst(t *testing.T) {
	commands := []*testCommand{
		{name: "decode", flags: []testFlag{{"port", true}, {"crack", false}}},
		{name: "names", commands: []*testCommand{{name: "forget"}}},
	}
	flags := []testFlag{{"password", true}, {"verbose", false}}
	for _, c := range []struct{ in, want string }{
		{"lab", "lab"},
		{"lab --help", "lab --help"},
		{"lab decode x.pcapng --help", "lab decode --help"},
		{"lab decode --help x.pcapng", "lab decode --help"},
		{"lab decode --port 1 -h --crack", "lab decode -h"},
		{"lab decode --crack x --help", "lab decode --help"},
		{"lab decode --nonsense --help", "lab decode --help"},
		{"lab --help decode", "lab decode --help"},
		{"lab --verbose --help decode x", "lab decode --help"},
		{"lab --help names forget", "lab names forget --help"},
		{"lab names forget juri --help", "lab names forget --help"},
		{"lab bogus --help", "lab --help"},
		// These are values and arguments.
		{"lab --password --help", "lab --password --help"},
		{"lab --password -h decode x", "lab --password -h decode x"},
		{"lab decode --port --help x", "lab decode --port --help x"},
		{"lab decode -- --help", "lab decode -- --help"},
		// No words of a value are a command.
		{"lab --help --password decode", "lab --help"},
		{"lab --password=x decode y --help", "lab decode --help"},
	} {
		if got := HelpFirst(strings.Fields(c.in), commands, flags); !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: got %q, want %s", c.in, got, c.want)
		}
	}
}
