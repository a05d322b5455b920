package capture_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
)

func create(t *testing.T, folder string, files int) *capture.Writer {
	t.Helper()
	w, err := capture.Create(folder, "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func begin(t *testing.T, w *capture.Writer, at time.Time) string {
	t.Helper()
	name, err := w.Begin(at)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(name)
}

func left(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func wantLeft(t *testing.T, folder string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := left(t, folder); !slices.Equal(got, want) {
		t.Errorf("left are %v, want %v", got, want)
	}
}

// A clock that was set back gave the file in use the oldest name of the folder, and it was deleted while it was
// written to.
func TestClockSetBackKeepsTheFileInUse(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"eve-20990101T000000Z.pcapng", "eve-20990102T000000Z.pcapng", "eve-20990103T000000Z.pcapng"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := create(t, folder, 3)
	defer w.Close()
	now := begin(t, w, scene.Start)
	wantLeft(t, folder, "eve-20990102T000000Z.pcapng", "eve-20990103T000000Z.pcapng", now)
	if _, err := w.Write(classictest.Usual().Frames[0]); err != nil {
		t.Fatal(err)
	}
	if frames := readFile(t, filepath.Join(folder, now)); len(frames) != 1 {
		t.Errorf("%d frames in the file in use, want 1", len(frames))
	}
}

// The files that one Eve announced are kept before those of other runs, in the order in which she began them, even
// where the clock jumps back and forth between them.
func TestClockJumpsKeepWhatWasAnnounced(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "eve-20990101T000000Z.pcapng"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w := create(t, folder, 3)
	defer w.Close()
	var begun []string
	for _, jump := range []time.Duration{0, -time.Hour, 48 * time.Hour, -72 * time.Hour, 0, time.Hour} { // the first name comes again
		begun = append(begun, begin(t, w, scene.Start.Add(jump)))
	}
	wantLeft(t, folder, begun[3:]...)
}

// The next run takes files with a time to come for older than those of its own time: a clock was ahead once, and
// what was captured since is newer.
func TestNextRunAfterAWrongClock(t *testing.T) {
	folder := t.TempDir()
	ahead := create(t, folder, 3)
	begin(t, ahead, scene.Start.AddDate(70, 0, 0))
	begin(t, ahead, scene.Start.AddDate(70, 0, 1))
	ahead.Close()
	second := create(t, folder, 3)
	right := begin(t, second, scene.Start)
	second.Close()
	third := create(t, folder, 2)
	defer third.Close()
	now := begin(t, third, scene.Start.Add(time.Minute))
	wantLeft(t, folder, right, now)
}

// Two listeners may share a folder: the busy one must not delete what the quiet one is writing.
func TestAnothersFileInUseStays(t *testing.T) {
	folder := t.TempDir()
	quiet, busy := create(t, folder, 2), create(t, folder, 2)
	defer busy.Close()
	first := begin(t, quiet, scene.Start)
	var last string
	for i := range 5 {
		last = begin(t, busy, scene.Start.Add(time.Duration(i+1)*time.Minute))
	}
	wantLeft(t, folder, first, last)
	quiet.Close()
	before := last
	last = begin(t, busy, scene.Start.Add(time.Hour))
	wantLeft(t, folder, before, last)
}

// Somebody else may have removed an old capture in the same moment.
func TestOldCaptureIsGoneAlready(t *testing.T) {
	folder := t.TempDir()
	w := create(t, folder, 1)
	defer w.Close()
	gone := begin(t, w, scene.Start)
	if err := os.Remove(filepath.Join(folder, gone)); err != nil {
		t.Fatal(err)
	}
	wantLeft(t, folder, begin(t, w, scene.Start.Add(time.Hour)))
}
