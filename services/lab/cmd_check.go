package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/exercise"
	"obrolan/shared/console"
)

// checkCommand is `lab check`.
func checkCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "say whether an answer to an exercise is right, and if not, why",
		ArgsUsage: "N [ANSWER]",
		Description: "Without ANSWER it asks. The sealed secret is in the exercise's folder ('make exercise-check N=1'\n" +
			"gives it). With a capture it can say more about a wrong answer. The exit code is 0 for a right one.",
		Flags: []cli.Flag{
			folderFlag(),
			&cli.StringSliceFlag{Name: "capture", Usage: "a capture, or a folder of them: `PATH`; can be repeated", EnvVars: []string{"OBROLAN_CHECK_CAPTURE"}},
			portFlag("OBROLAN_CHECK_PORT"),
			langFlag(),
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runCheck(c, s) },
	}
}

func runCheck(c *cli.Context, s streams) error {
	number, err := exerciseNumber(c)
	if err != nil {
		return err
	}
	lang, err := language(c)
	if err != nil {
		return err
	}
	secret, err := secretOf(c, number)
	if err != nil {
		return err
	}
	judge, err := exercises[number].judge(c)
	if err != nil {
		return err
	}
	answer := strings.Join(c.Args().Tail(), " ")
	if c.NArg() < 2 {
		if answer, err = ask(s, exercises[number].question(lang)); err != nil {
			return console.Failure(console.Sentencef("the answer can't be read: %v", err), "the answer is one line on standard input")
		}
	}
	verdict := judge(answer, secret)
	text, hint := verdict.Explain(lang)
	if verdict.Right() {
		fmt.Fprintln(s.out, text)
		return nil
	}
	return console.Failure(text, hint)
}

// secretOf reads the sealed secret of the exercise under way.
func secretOf(c *cli.Context, number int) (exercise.Secret, error) {
	secret, err := readSealed(c.String("folder"))
	switch {
	case errors.Is(err, errNoExercise):
		return secret, console.Misuse("No exercise is under way: there is no sealed secret.",
			fmt.Sprintf("'make exercise N=%d' starts it, 'make exercise-check N=%d' knows its secret", number, number))
	case err != nil:
		return secret, console.Misuse("The exercise's secret can't be read: "+err.Error()+".", fmt.Sprintf("'make exercise N=%d' draws another", number))
	case secret.Exercise != number:
		return secret, console.Misuse(fmt.Sprintf("Exercise %d is under way, not %d.", secret.Exercise, number), fmt.Sprintf("lab check %d", secret.Exercise))
	}
	return secret, nil
}

// ask prints a question and reads one line.
func ask(s streams, question string) (string, error) {
	fmt.Fprint(s.out, question)
	const limit = 64 << 10
	line, err := bufio.NewReader(console.Text(io.LimitReader(s.in, limit))).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if !strings.HasSuffix(line, "\n") || !isTerminal(s.in) {
		fmt.Fprintln(s.out)
	}
	return line, err
}
