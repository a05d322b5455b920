package shared

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Git for Windows sets core.autocrlf=true. Without .gitattributes its checkout ends every line with CR LF, and no script,
// Dockerfile or test file of it works, in WSL or in a container.
func TestWindowsCheckoutIsByteIdentical(t *testing.T) {
	if _, err := os.Stat("../.git"); err != nil {
		t.Skip("these sources are no git checkout")
	}
	clone := filepath.Join(t.TempDir(), "clone")
	git(t, "..", "-c", "core.autocrlf=true", "-c", "core.eol=crlf", "clone", "--quiet", "--config", "core.autocrlf=true", "--config", "core.eol=crlf", ".", clone)
	files := strings.Split(strings.TrimSuffix(git(t, clone, "ls-files", "-z"), "\x00"), "\x00")
	if len(files) < 100 {
		t.Fatalf("the clone has %d files", len(files))
	}
	for _, name := range files {
		got, err := os.ReadFile(filepath.Join(clone, name))
		if err != nil {
			t.Fatal(err)
		}
		if stored := git(t, clone, "cat-file", "blob", "HEAD:"+name); string(got) != stored {
			t.Errorf("%s is not checked out as it is stored (%d CR in it, %d in git): .gitattributes must cover it",
				name, bytes.Count(got, []byte("\r")), strings.Count(stored, "\r"))
		}
	}
}

// git runs git in a folder and returns what it printed.
func git(t *testing.T, folder string, args ...string) string {
	t.Helper()
	command := exec.Command("git", append([]string{"-C", folder}, args...)...)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, complaints.String())
	}
	return string(out)
}
