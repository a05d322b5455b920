package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/eve"
	"obrolan/services/lab/exercise"
	eavesdrop "obrolan/services/lab/exercise/01"
	"obrolan/services/lab/tap"
	"obrolan/shared/console"
)

// secretVariable holds the sealed secret of the exercise under way.
const secretVariable = "OBROLAN_EXERCISE_SECRET"

// questions are what check asks.
var questions = map[string]string{
	"en": "What is the room's password? ",
	"id": "Apa password ruang obrolan ini? ",
}

// checkCommand is `lab check`.
func checkCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "check",
		Usage:     "say whether an answer to an exercise is right, and if not, why",
		ArgsUsage: "N [ANSWER]",
		Description: "Without ANSWER it asks. The sealed secret comes from the exercise's environment ('make exercise-check N=1' sees to\n" +
			"that). With a capture it can say more about a wrong answer. The exit code is 0 for a right one.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "secret", Usage: "the sealed `SECRET` of the exercise", EnvVars: []string{secretVariable}},
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
	facts, err := factsOf(c)
	if err != nil {
		return err
	}
	answer := strings.Join(c.Args().Tail(), " ")
	if c.NArg() < 2 {
		if answer, err = ask(s, questions[lang]); err != nil {
			return console.Failure(console.Sentencef("the answer can't be read: %v", err), "the answer is one line on standard input")
		}
	}
	verdict := eavesdrop.Judge(answer, secret, facts)
	text, hint := verdict.Explain(lang)
	if verdict.Right() {
		fmt.Fprintln(s.out, text)
		return nil
	}
	return console.Failure(text, hint)
}

func secretOf(c *cli.Context, number int) (exercise.Secret, error) {
	text := c.String("secret")
	if text == "" {
		return exercise.Secret{}, console.Misuse("No exercise is under way: there is no sealed secret.",
			fmt.Sprintf("'make exercise N=%d' starts it, 'make exercise-check N=%d' knows its secret", number, number))
	}
	secret, err := exercise.ParseSecret(text)
	if err != nil {
		return exercise.Secret{}, console.Misuse("The secret that was given is "+err.Error()+".", "take the value of "+secretVariable+" as it is")
	}
	if secret.Exercise != number {
		return exercise.Secret{}, console.Misuse(fmt.Sprintf("Exercise %d is under way, not %d.", secret.Exercise, number),
			fmt.Sprintf("lab check %d", secret.Exercise))
	}
	return secret, nil
}

// ask reads one line. On a terminal, or anywhere else, the question stands before it.
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

// factsOf reads the captures that were given. A capture that ends in the middle counts as far as it goes, and one that
// can't be read is an error where no other holds anything.
func factsOf(c *cli.Context) (*eavesdrop.Facts, error) {
	room, err := port(c)
	if err != nil {
		return nil, err
	}
	facts, known := eavesdrop.NewFacts(), 0
	var unreadable error
	for _, path := range c.StringSlice("capture") {
		files, err := capturesAt(path)
		if err != nil {
			return nil, cantOpen(path, err)
		}
		for _, name := range files {
			n, err := addFacts(facts, name, room)
			known += n
			unreadable = cmp.Or(unreadable, err)
		}
	}
	if known == 0 {
		return facts, unreadable
	}
	return facts, nil
}

// capturesAt lists the captures of a folder in the order of their names, or the one file.
func capturesAt(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, err
	}
	entries, err := os.ReadDir(path)
	var files []string
	for _, entry := range entries {
		if ext := filepath.Ext(entry.Name()); ext == ".pcapng" || ext == ".pcap" {
			files = append(files, filepath.Join(path, entry.Name()))
		}
	}
	return files, err
}

// addFacts adds what a capture holds and counts it. The error says why it holds nothing.
func addFacts(facts *eavesdrop.Facts, name string, port uint16) (known int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, cantOpen(name, err)
	}
	defer file.Close()
	seen, err := readCapture(name, file, port, eve.Break, func(found []tap.Finding) error {
		for _, f := range found {
			facts.Add(f)
		}
		return nil
	})
	switch {
	case seen.known > 0:
		return seen.known, nil
	case err != nil:
		return 0, captureError(err, false)
	case len(seen.unread) > 0:
		return 0, seen.nothing(name, port)
	}
	return 0, nil
}
