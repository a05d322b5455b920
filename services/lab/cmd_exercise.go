package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/exercise"
	"obrolan/shared/console"
)

// exerciseSteps is what the commands need of one exercise.
type exerciseSteps struct {
	settings func(password string) []string                                      // environment variables beside the secret's
	question func(lang string) string                                            // asks for the answer
	judge    func(c *cli.Context) (func(string, exercise.Secret) verdict, error) // reads what the flags give, then judges
}

// verdict is what an answer is worth.
type verdict interface {
	Right() bool
	Explain(lang string) (sentence, hint string)
}

// exercises are all there are, by number.
var exercises = map[int]exerciseSteps{1: exercise01}

// exerciseCommand is `lab exercise`.
func exerciseCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "exercise",
		Usage:     "draw the secret of an exercise, as environment variables",
		ArgsUsage: "N",
		Description: "What is printed holds the room's password: send it to a file that only you can read, and don't look.\n" +
			"'make exercise N=1' does that and starts the room.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "write", Usage: "write to a new `FILE` that only its owner can read", EnvVars: []string{"OBROLAN_EXERCISE_WRITE"}},
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runExercise(c, s) },
	}
}

// exerciseNumber reads the number of an exercise.
func exerciseNumber(c *cli.Context) (int, error) {
	n, err := strconv.Atoi(c.Args().First())
	if _, known := exercises[n]; err != nil || !known {
		return 0, console.Misuse(fmt.Sprintf("There is no exercise %q.", c.Args().First()), fmt.Sprintf("%s 1", c.Command.HelpName))
	}
	return n, nil
}

func runExercise(c *cli.Context, s streams) error {
	number, err := exerciseNumber(c)
	if err != nil {
		return err
	}
	path := c.String("write")
	if path == "" && isTerminal(s.out) {
		return console.Misuse("This would show you the password.", "lab exercise 1 --write FILE, or 'make exercise N=1'")
	}
	password, err := exercise.Draw(nil)
	if err != nil {
		return console.Failure(console.Sentence(err.Error()), "")
	}
	secret, err := exercise.Seal(number, password)
	if err != nil {
		return console.Failure(console.Sentence(err.Error()), "")
	}
	text := fmt.Sprintf("# Exercise %d. What follows is its solution.\n%s=%d\n%s=%s\n%s\n", number,
		exerciseVariable, number, secretVariable, secret, strings.Join(exercises[number].settings(password), "\n"))
	if path == "" {
		_, err = fmt.Fprint(s.out, text)
		return console.Unwritten(err)
	}
	return writePrivate(path, text)
}

// writePrivate writes a new file that only its owner can read.
func writePrivate(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = file.WriteString(text)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return console.Failure(console.Sentence(err.Error()), "--write takes the name of a file that is not there yet")
	}
	return nil
}
