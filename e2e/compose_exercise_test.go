package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The exercise as a student meets it: set up; captured, with all that it takes to solve it; judged, with a reason where
// the answer is wrong.
func TestComposeExercise(t *testing.T) {
	t.Parallel()
	c := NewCompose(t)
	before := imageIDs(t)
	c.Script("make", "exercise", "N=1")
	secret := c.exercisePassword()
	eve := c.Follow("eve")
	if _, err := eve.Await(0, patience, func(s string) bool { return strings.Contains(s, "public key") }); err != nil {
		t.Fatalf("Eve hears no key: %v\n%s", err, eve)
	}
	if eve.Count(func(s string) bool { return strings.Contains(s, secret) }) > 0 {
		t.Errorf("Eve gives the answer away\n%s", eve)
	}
	if _, err := eve.Await(0, patience, func(s string) bool { return strings.Contains(s, "the password is right") }); err != nil {
		t.Fatalf("Eve hears no password: %v\n%s", err, eve)
	}
	captures := t.TempDir()
	c.Script("make", "capture", "CAPTURES="+captures)
	if solved := decode(t, captures, "--crack"); !strings.Contains(solved, secret) {
		t.Errorf("the capture does not hold the answer:\n%s", solved)
	}
	if unsolved := decode(t, captures); strings.Contains(unsolved, secret) || !strings.Contains(unsolved, "PASSWORD") {
		t.Errorf("without a key, the capture shows\n%s", unsolved)
	}
	if out, err := c.TryScript("12345\n", "make", "exercise-check", "N=1"); err == nil || !strings.Contains(out, "usual") {
		t.Errorf("the usual password is judged: %v, %s", err, out)
	}
	if out, err := c.TryScript(secret+"\n", "make", "exercise-check", "N=1"); err != nil {
		t.Errorf("the right answer does not pass: %v\n%s", err, out)
	}
	c.Script("make", "eve")
	if _, err := c.Follow("eve").Await(0, patience, func(s string) bool { return strings.Contains(s, "that is left to you") }); err != nil {
		t.Errorf("started once more, Eve does what the exercise asks of the student: %v", err)
	}
	c.Script("make", "exercise", "N=1")
	if again := c.exercisePassword(); again == secret || again == "" {
		t.Errorf("the second exercise has the password %q, the first %q", again, secret)
	}
	if after := imageIDs(t); after != before {
		t.Errorf("images that other scenarios use were built again: they were\n%sand are\n%s", before, after)
	}
}

func imageIDs(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "docker", "image", "inspect", "--format", "{{.Id}}", serverImage(), clientImage(), labImage()).Output()
	if err != nil {
		t.Fatalf("looking at the images: %v", err)
	}
	return string(out)
}

// exercisePassword reads the password that was drawn, which the server has in a volume.
func (c *Compose) exercisePassword() string {
	c.t.Helper()
	server := strings.TrimSpace(c.Does("ps", "-q", "server"))
	file := filepath.Join(c.t.TempDir(), "password")
	if out, err := exec.CommandContext(c.t.Context(), "docker", "cp", server+":/exercise/password", file).CombinedOutput(); err != nil {
		c.t.Fatalf("the exercise has drawn no password: %v\n%s", err, out)
	}
	return strings.TrimSpace(string(read(c.t, file)))
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// decode prints the first capture of a folder as a sequence diagram, as the exercise's page says.
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
