package capture

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

const (
	// extension is what the names of capture files end in, stamp the time in them.
	extension = ".pcapng"
	stamp     = "20060102T150405Z"
)

// ErrWrite says that a capture can't be written.
var ErrWrite = errors.New("the capture can't be written")

// Limits bound what a Writer leaves on the disk: Files files of about Size bytes each.
type Limits struct {
	Size  int64
	Files int
}

// Writer writes frames to a series of pcapng files: <prefix>-<time>.pcapng. A file that has reached its
// size is closed and the next one begun; the oldest of the series are removed, also those of earlier runs. Errors
// wrap ErrWrite. Not safe for concurrent use.
type Writer struct {
	prefix string
	iface  string
	link   layers.LinkType
	limits Limits

	stem   string // of the current file's name
	number int    // of the current file among those with its stem
	file   *os.File
	ng     *pcapgo.NgWriter
	size   int64    // bytes in the current file
	own    []string // the files that this Writer has begun, oldest first
}

// Create makes a Writer for frames of one interface, and its first file at the first frame or Begin. path is
// a folder, which is made if it is missing and whose files start with "eve", or ends in .pcapng: what
// precedes that is the prefix.
func Create(path, iface string, link layers.LinkType, limits Limits) (*Writer, error) {
	prefix, isFile := strings.CutSuffix(path, extension)
	if !isFile {
		prefix = filepath.Join(path, "eve")
	}
	if err := os.MkdirAll(filepath.Dir(prefix), 0o755); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWrite, err)
	}
	return &Writer{prefix: prefix, iface: iface, link: link, limits: limits}, nil
}

// Begin starts a new file named after the time now and returns its name.
func (w *Writer) Begin(now time.Time) (string, error) {
	if err := w.begin(now); err != nil {
		return "", fmt.Errorf("%w: %w", ErrWrite, err)
	}
	name := w.file.Name()
	// After a clock was set back, the name may be that of a file that has been removed.
	w.own = append(slices.DeleteFunc(w.own, func(old string) bool { return old == name }), name)
	return name, w.dropOldest(now)
}

func (w *Writer) begin(now time.Time) error {
	if err := w.Close(); err != nil {
		return err
	}
	file, err := w.newFile(now)
	if err != nil {
		return err
	}
	lock(file)
	w.file, w.size = file, 0
	w.ng, err = pcapgo.NewNgWriterInterface(countingFile{w}, pcapgo.NgInterface{
		Name: w.iface, LinkType: w.link, TimestampResolution: 9,
	}, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "Obrolan, lab eve"}})
	if err != nil {
		return err
	}
	return w.ng.Flush()
}

// newFile makes a file that does not exist yet. Those of one second are numbered, and a number is not
// used again where its file has been removed.
func (w *Writer) newFile(now time.Time) (*os.File, error) {
	stem := w.prefix + "-" + now.UTC().Format(stamp)
	if stem != w.stem {
		w.stem, w.number = stem, 0
	}
	for tries := 0; ; tries++ {
		w.number++
		name := stem + extension
		if w.number > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, w.number, extension)
		}
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, os.ErrExist) || tries == 1000 {
			return file, err
		}
	}
}

// countingFile writes to the current file and counts.
type countingFile struct{ w *Writer }

func (c countingFile) Write(p []byte) (int, error) {
	n, err := c.w.file.Write(p)
	c.w.size += int64(n)
	return n, err
}

// Write appends a frame and hands it to the system immediately. A name is returned where a new file was begun.
func (w *Writer) Write(f Frame) (name string, err error) {
	if w.file == nil || w.size >= w.limits.Size {
		if name, err = w.Begin(f.At); err != nil {
			return "", err
		}
	}
	whole := w.size
	info := gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: max(f.Length, len(f.Data))}
	if err = w.ng.WritePacket(info, f.Data); err == nil {
		err = w.ng.Flush()
	}
	if err != nil {
		// The part of the frame that was written is cut off, so that the file can be read to its end. If that fails
		// too, reading reports that the file ends in the middle of a block.
		_ = w.file.Truncate(whole)
		return name, fmt.Errorf("%w: %w", ErrWrite, err)
	}
	return name, nil
}

// Close closes the current file. Nothing is left to write: every frame was flushed. Closing twice is
// harmless.
func (w *Writer) Close() error {
	if w.file == nil {
		return nil
	}
	err := w.file.Close()
	w.file, w.ng = nil, nil
	return err
}
