package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst moves a command's flags before its arguments, so that they may be written in any
// order; the flag parser stops at the first argument. After -- everything is an argument.
func flagsFirst(commands []*cli.Command, args []string) []string {
	if len(args) < 2 {
		return args
	}
	i := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(args[1]) })
	if i < 0 {
		return args
	}
	flags, rest := slices.Clone(args[:2]), []string(nil)
	for given := args[2:]; len(given) > 0; given = given[1:] {
		arg := given[0]
		if arg == "--" {
			rest = append(rest, given[1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			rest = append(rest, arg)
			continue
		}
		flags = append(flags, arg)
		if takesValue(commands[i], arg) {
			if len(given) == 1 {
				return flags // the parser says what is missing
			}
			given = given[1:]
			flags = append(flags, given[0])
		}
	}
	return append(append(flags, "--"), rest...)
}

// takesValue reports whether the word after a flag is its value.
func takesValue(command *cli.Command, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, flag := range command.Flags {
		if slices.Contains(flag.Names(), name) {
			_, isBool := flag.(*cli.BoolFlag)
			return !isBool
		}
	}
	return false
}
