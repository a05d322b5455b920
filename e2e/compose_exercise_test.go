package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The exercise as a student meets it: set up; captured, with all that it takes to solve it; judged, with a reason where
// the answer is wrong.
func TestComposeExercise(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	file := filepath.Join(t.TempDir(), "environment")
	c.env = append(c.env, "OBROLAN_EXERCISE_FILE="+file)
	c.Script("scripts/exercise.sh", "1")
	secret := regexp.MustCompile(`(?m)^OBROLAN_PASSWORD=(\S+)$`).FindSubmatch(read(t, file))
	if secret == nil {
		t.Fatal("the exercise has drawn no password")
	}
	eve := c.Follow("eve")
	if _, err := eve.Await(0, patience, func(s string) bool { return strings.Contains(s, "public key") }); err != nil {
		t.Fatalf("Eve hears no key: %v\n%s", err, eve)
	}
	if eve.Count(func(s string) bool { return strings.Contains(s, string(secret[1])) }) > 0 {
		t.Errorf("Eve gives the answer away\n%s", eve)
	}
	if _, err := eve.Await(0, patience, func(s string) bool { return strings.Contains(s, "the password is right") }); err != nil {
		t.Fatalf("Eve hears no password: %v\n%s", err, eve)
	}
	captures := t.TempDir()
	c.env = append(c.env, "OBROLAN_CAPTURES="+captures, "OBROLAN_LANG=en")
	c.Script("scripts/capture.sh")
	if solved := decode(t, captures, "--crack"); !strings.Contains(solved, string(secret[1])) {
		t.Errorf("the capture does not hold the answer:\n%s", solved)
	}
	if unsolved := decode(t, captures); strings.Contains(unsolved, string(secret[1])) || !strings.Contains(unsolved, "PASSWORD") {
		t.Errorf("without a key, the capture shows\n%s", unsolved)
	}
	if out, err := c.TryScript("12345\n", "scripts/exercise-check.sh", "1"); err == nil || !strings.Contains(out, "usual") {
		t.Errorf("the usual password is judged: %v, %s", err, out)
	}
	if out, err := c.TryScript(string(secret[1])+"\n", "scripts/exercise-check.sh", "1"); err != nil {
		t.Errorf("the right answer does not pass: %v\n%s", err, out)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// decode draws the first capture of a folder as a ladder, as the exercise's page says.
func decode(t *testing.T, captures string, args ...string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(captures, "*.pcapng"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no capture in the folder: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), "docker", append([]string{"run", "--rm", "-i", labImage(), "decode", "-"}, args...)...)
	cmd.Stdin = bytes.NewReader(read(t, files[0]))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("decoding: %v\n%s", err, out)
	}
	return string(out)
}
