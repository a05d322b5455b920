package capture_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/pcapgo"

	"obrolan/services/lab/capture"
	"obrolan/services/lab/scene"
	"obrolan/services/lab/scene/classictest"
)

// readAll reads what can be read, and returns copies.
func readAll(name string, r io.Reader) (frames []capture.Frame, err error) {
	reader, err := capture.NewReader(name, r)
	if err != nil {
		return nil, err
	}
	for {
		frame, err := reader.Next()
		if err == io.EOF {
			return frames, nil
		}
		if err != nil {
			return frames, err
		}
		frame.Data = bytes.Clone(frame.Data)
		frames = append(frames, frame)
	}
}

func readFile(t *testing.T, name string) []capture.Frame {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	frames, err := readAll(name, file)
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func same(t *testing.T, got, want []capture.Frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d frames, want %d", len(got), len(want))
	}
	for i := range got {
		if !got[i].At.Equal(want[i].At) || got[i].Link != want[i].Link || got[i].Length != want[i].Length || !bytes.Equal(got[i].Data, want[i].Data) {
			t.Fatalf("frame %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

// A file that is being written is whole after every frame.
func TestWriteAndReadWhileWriting(t *testing.T) {
	folder := t.TempDir()
	want := classictest.Usual().Frames
	w, err := capture.Create(filepath.Join(folder, "deep", "captures"), "eth0", scene.Link, capture.Limits{Size: 1 << 20, Files: 2})
	if err != nil {
		t.Fatal(err)
	}
	name, err := w.Begin(scene.Start)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(folder, "deep", "captures", "eve-20260102T030405Z.pcapng"); name != want {
		t.Errorf("wrote %s, want %s", name, want)
	}
	for i, frame := range want {
		if _, err := w.Write(frame); err != nil {
			t.Fatal(err)
		}
		same(t, readFile(t, name), want[:i+1])
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	same(t, readFile(t, name), want)
}

func TestRotation(t *testing.T) {
	folder := t.TempDir()
	// An earlier run left files; unrelated files must stay.
	for _, name := range []string{"room-20250101T000000Z.pcapng", "room-20250101T000000Z-2.pcapng", "other-1.pcapng", "room.txt"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, err := capture.Create(filepath.Join(folder, "room.pcapng"), "eth0", scene.Link, capture.Limits{Size: 1000, Files: 12})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	frame := classictest.Usual().Frames[0]
	for len(names) < 30 {
		name, err := w.Write(frame)
		if err != nil {
			t.Fatal(err)
		}
		if name != "" {
			names = append(names, name)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "room-*.pcapng"))
	if err != nil || len(left) != 12 {
		t.Fatalf("%d files are left, want 12: %v, %v", len(left), left, err)
	}
	for _, name := range names[len(names)-12:] { // room-…-19 to -30: 9 and 10 sort as numbers
		if info, err := os.Stat(name); err != nil || info.Size() > 1200 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for _, name := range []string{"other-1.pcapng", "room.txt"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Errorf("an unrelated file is gone: %v", err)
		}
	}
}

func TestCreateWhereNothingCanBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := capture.Create(filepath.Join(file, "folder"), "eth0", scene.Link, capture.Limits{}); err == nil {
		t.Error("a folder inside a file was made")
	}
}

// pcapngBytes and pcapBytes are the same frames in both formats.
func pcapngBytes(t testing.TB, frames []capture.Frame) []byte {
	var b bytes.Buffer
	w, err := pcapgo.NewNgWriter(&b, scene.Link)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: f.Length}, f.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pcapBytes(t testing.TB, frames []capture.Frame) []byte {
	var b bytes.Buffer
	w := pcapgo.NewWriterNanos(&b)
	if err := w.WriteFileHeader(65535, scene.Link); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: f.Length}, f.Data); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// A capture that is cut at any byte gives what stands before, and says where it ends.
func TestTruncatedAtEveryByte(t *testing.T) {
	want := classictest.Usual().Frames[:6]
	for format, build := range map[string]func(testing.TB, []capture.Frame) []byte{"pcapng": pcapngBytes, "pcap": pcapBytes} {
		t.Run(format, func(t *testing.T) {
			whole := build(t, want)
			boundaries := make(map[int]int) // size → whole frames
			for i := range len(want) + 1 {
				boundaries[len(build(t, want[:i]))] = i
			}
			most := 0
			for cut := range len(whole) + 1 {
				got, err := readAll("cut."+format, bytes.NewReader(whole[:cut]))
				if n, isBoundary := boundaries[cut]; isBoundary {
					if most = n; err != nil {
						t.Fatalf("%d bytes, the end of frame %d: %v", cut, n, err)
					}
				} else if !isHeader(err, cut, len(build(t, nil))) {
					checkCut(t, cut, err)
				}
				same(t, got, want[:most])
			}
		})
	}
}

// isHeader allows a pcapng file to end between its first two blocks: then it is whole, and empty.
func isHeader(err error, cut, header int) bool { return err == nil && cut < header }

func checkCut(t *testing.T, cut int, err error) {
	t.Helper()
	var where *capture.FileError
	if !errors.As(err, &where) {
		t.Fatalf("%d bytes: %v, want a FileError", cut, err)
	}
	if where.Offset > int64(cut) || where.Offset < int64(cut)-2000 || where.File[:4] != "cut." {
		t.Errorf("%d bytes: %v", cut, err)
	}
	if cut >= 4 && !errors.Is(err, capture.ErrTruncated) {
		t.Errorf("%d bytes: %v, want ErrTruncated", cut, err)
	}
}

func TestNoCapture(t *testing.T) {
	for name, content := range map[string][]byte{
		"short": {0x0a, 0x0d}, "text": []byte("halo semua\n"), "gzip": {0x1f, 0x8b, 8, 0, 0, 0, 0, 0}, "noise": bytes.Repeat([]byte{7}, 100),
	} {
		if _, err := capture.NewReader(name, bytes.NewReader(content)); !errors.Is(err, capture.ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
	}
}

// A folder, a disk's read error and an empty file were all said to be no captures, and perhaps compressed.
func TestUnreadableIsNotAForeignFormat(t *testing.T) {
	if _, err := capture.NewReader("empty", bytes.NewReader(nil)); !errors.Is(err, capture.ErrEmpty) || errors.Is(err, capture.ErrFormat) {
		t.Errorf("an empty file: %v, want ErrEmpty", err)
	}
	broken := &os.PathError{Op: "read", Path: "disk", Err: errors.New("input/output error")}
	for name, whole := range map[string][]byte{"pcapng": pcapngBytes(t, classictest.Usual().Frames[:3]), "pcap": pcapBytes(t, classictest.Usual().Frames[:3])} {
		for _, good := range []int{0, 2, 10, len(whole) - 1} {
			_, err := readAll("disk", io.MultiReader(bytes.NewReader(whole[:good]), iotest.ErrReader(broken)))
			if !errors.Is(err, capture.ErrRead) || errors.Is(err, capture.ErrDamaged) {
				t.Errorf("%s, an error after %d bytes: %v, want ErrRead", name, good, err)
			} else if want := "the file can't be read: input/output error"; !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s, an error after %d bytes: %q does not end in %q", name, good, err, want)
			}
		}
	}
}

// A false length must cost neither memory nor the frames before it.
func TestDamagedLength(t *testing.T) {
	frames := classictest.Usual().Frames[:3]
	whole := pcapBytes(t, frames)
	at := len(pcapBytes(t, frames[:2])) + 8 // the third frame's length
	copy(whole[at:], []byte{0xff, 0xff, 0xff, 0x7f})
	got, err := readAll("lie.pcap", bytes.NewReader(whole))
	same(t, got, frames[:2])
	if !errors.Is(err, capture.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
}

func FuzzReader(f *testing.F) {
	frames := classictest.Usual().Frames[:3]
	f.Add(pcapngBytes(f, frames))
	f.Add(pcapBytes(f, frames))
	f.Fuzz(func(t *testing.T, file []byte) {
		start := time.Now()
		_, err := readAll("fuzz", bytes.NewReader(file))
		var where *capture.FileError
		if err != nil && !errors.As(err, &where) {
			t.Fatalf("%v is no FileError", err)
		}
		if where != nil && where.Offset > int64(len(file)) {
			t.Fatalf("%v: beyond the file's %d bytes", err, len(file))
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("%s for %d bytes", took, len(file))
		}
	})
}
