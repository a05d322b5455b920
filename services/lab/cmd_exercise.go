package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/exercise"
	"obrolan/shared/console"
)

// exerciseSteps is what the commands need of one exercise.
type exerciseSteps struct {
	question func(lang string) string                                            // asks for the answer
	judge    func(c *cli.Context) (func(string, exercise.Secret) verdict, error) // reads what the flags give, then judges
}

// verdict is what an answer is worth.
type verdict interface {
	Right() bool
	Explain(lang string) (sentence, hint string)
}

// exercises lists them by number.
var exercises = map[int]exerciseSteps{1: exercise01}

// The files of an exercise's folder.
const (
	passwordFile = "password" // for the room: --password-file
	sealedFile   = "sealed"   // for lab check: tells a right answer from a wrong one, and does not reveal it
)

// exerciseCommand is `lab exercise`.
func exerciseCommand(s streams) *cli.Command {
	return &cli.Command{
		Name:      "exercise",
		Usage:     "draw the secret of an exercise",
		ArgsUsage: "N",
		Description: "Writes the room's password, and a sealed copy of it for 'lab check', to the files password and sealed of a folder.\n" +
			"An exercise that is there already stays as it is. compose.exercise-01.yaml uses this with a volume.",
		Flags: []cli.Flag{
			folderFlag(),
			&cli.BoolFlag{Name: "again", Usage: "draw another password where there is one"},
		},
		OnUsageError: usageError,
		Action:       func(c *cli.Context) error { return runExercise(c, s) },
	}
}

// folderFlag is where an exercise's files are.
func folderFlag() *cli.StringFlag {
	return &cli.StringFlag{Name: "folder", Usage: "the `FOLDER` of the exercise's files", EnvVars: []string{"OBROLAN_EXERCISE_FOLDER"}}
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
	folder := c.String("folder")
	if folder == "" {
		return console.Misuse("There is no folder to write the exercise to.", "lab exercise 1 --folder FOLDER, or 'make exercise N=1'")
	}
	if !c.Bool("again") {
		if secret, err := readSealed(folder); err == nil && secret.Exercise == number {
			fmt.Fprintf(s.out, "Exercise %d is set up already; --again draws another password.\n", number)
			return nil
		}
	}
	if err := drawInto(folder, number); err != nil {
		return console.Failure(console.Sentence(err.Error()), "--folder takes a folder in which you may write")
	}
	return nil
}

// drawInto draws a password and writes the files of an exercise. Everybody may read them: the server runs as another user
// than the one who draws. What keeps them from students is the folder, a volume that belongs to root.
func drawInto(folder string, number int) error {
	password, err := exercise.Draw(nil)
	if err != nil {
		return err
	}
	secret, err := exercise.Seal(number, password)
	if err != nil {
		return err
	}
	return errors.Join(
		writeWhole(filepath.Join(folder, passwordFile), password+"\n"),
		writeWhole(filepath.Join(folder, sealedFile), secret.String()+"\n"),
	)
}

// writeWhole writes a file that is there as a whole or not at all.
func writeWhole(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// errNoExercise says that a folder holds no exercise.
var errNoExercise = errors.New("no exercise is under way")

// readSealed reads the sealed secret of a folder.
func readSealed(folder string) (exercise.Secret, error) {
	text, err := os.ReadFile(filepath.Join(folder, sealedFile))
	if folder == "" || errors.Is(err, fs.ErrNotExist) {
		return exercise.Secret{}, errNoExercise
	}
	if err != nil {
		return exercise.Secret{}, err
	}
	return exercise.ParseSecret(strings.TrimSpace(string(text)))
}
