package console

import (
	"slices"
	"strings"
)

// namedFlag is what HelpFirst needs of a flag.
type namedFlag interface{ Names() []string }

// namedCommand is what HelpFirst needs of a command.
type namedCommand[C any, F namedFlag] interface {
	Names() []string
	VisibleCommands() []C
	VisibleFlags() []F
}

// HelpFirst returns a command line that only requests help if args requests it anywhere, else args. Flag parsers stop at
// the first argument and take a word after --help for a topic. The value of a flag and arguments after "--" are no
// request. args[0] is the program.
func HelpFirst[C namedCommand[C, F], F namedFlag](args []string, commands []C, flags []F) []string {
	if len(args) == 0 {
		return args
	}
	help, path := "", args[:1:1]
	for i := 1; i < len(args) && args[i] != "--"; i++ {
		word := args[i]
		if isHelp(word) {
			help = word
		} else if at := indexOf(commands, word); at >= 0 {
			path = append(path, word)
			commands, flags = commands[at].VisibleCommands(), commands[at].VisibleFlags()
		} else if takesValue(flags, word) {
			i++
		}
	}
	if help == "" {
		return args
	}
	return append(path, help)
}

func isHelp(word string) bool {
	return word == "--help" || word == "-help" || word == "-h" || word == "--h"
}

func indexOf[C namedCommand[C, F], F namedFlag](commands []C, word string) int {
	return slices.IndexFunc(commands, func(c C) bool { return slices.Contains(c.Names(), word) })
}

// takesValue reports whether the next word is the flag's value.
func takesValue[F namedFlag](flags []F, word string) bool {
	if !strings.HasPrefix(word, "-") {
		return false
	}
	name := strings.TrimPrefix(strings.TrimPrefix(word, "-"), "-")
	for _, flag := range flags {
		if slices.Contains(flag.Names(), name) {
			valued, ok := any(flag).(interface{ TakesValue() bool })
			return ok && valued.TakesValue()
		}
	}
	return false
}
