//go:build linux

package capture

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
)

// A full disk was told twice: by the frame that did not fit, and again when the file was closed.
func TestFullDiskIsToldOnce(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "captures"), "eth0", layers.LinkTypeEthernet, Limits{Size: 1 << 20, Files: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Begin(time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	if err := w.file.Close(); err != nil {
		t.Fatal(err)
	}
	w.file = full
	_, err = w.Write(Frame{At: time.Unix(1, 0), Data: make([]byte, 60), Length: 60})
	err = errors.Join(err, w.Close())
	if !errors.Is(err, ErrWrite) || !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("%v, want ErrWrite for a full disk", err)
	}
	if n := strings.Count(err.Error(), "no space left"); n != 1 {
		t.Errorf("the reason is told %d times: %v", n, err)
	}
}

// A disk that fills in the middle of a frame leaves a file that can be read to its end.
func TestFullDiskLeavesWholeFrames(t *testing.T) {
	w, err := Create(filepath.Join(t.TempDir(), "captures"), "eth0", layers.LinkTypeEthernet, Limits{Size: 1 << 20, Files: 2})
	if err != nil {
		t.Fatal(err)
	}
	frame := Frame{At: time.Unix(1, 0), Data: make([]byte, 600), Length: 600}
	name, err := w.Write(frame)
	if err != nil {
		t.Fatal(err)
	}
	// A limit on the size of files stands in for the disk's.
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(w.size) + 100, Max: usual.Max}); err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(frame)
	if reset := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &usual); reset != nil {
		t.Fatal(reset)
	}
	if err = errors.Join(err, w.Close()); !errors.Is(err, ErrWrite) {
		t.Fatalf("%v, want ErrWrite", err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(name, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); err != nil {
		t.Error(err)
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the whole frames: %v, want EOF", err)
	}
}
