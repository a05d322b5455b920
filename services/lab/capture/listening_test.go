package capture

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestListening(t *testing.T) {
	const headings = "sk       RefCnt Type Proto  Iface R Rmem   User   Inode\n"
	for content, want := range map[string]bool{
		"":       false,
		headings: false,
		headings + "00000000ab 3      3    0003   2     0 0      0      26410\n":                                                            false, // not bound yet
		headings + "00000000ab 3      3    0003   2     1 0      0      26410\n":                                                            true,
		headings + "00000000ab 3      3    0003   2     0 0      0      26410\n00000000ac 3      3    0003   2     1 0      0      26411\n": true,
		headings + "torn\n": false,
	} {
		file := filepath.Join(t.TempDir(), "packet")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := listening(file); got != want || err != nil {
			t.Errorf("%q: %v, %v", content, got, err)
		}
	}
	if _, err := listening(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the file: %v", err)
	}
}
