package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The exercise as a student meets it: set up, captured, solved, judged; and a wrong answer is told from a right one.
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
	if out, err := c.TryScript("12345\n", "scripts/exercise-check.sh", "1"); err == nil {
		t.Errorf("a wrong answer passes: %s", out)
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
