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

// Limits bound what a Writer leaves on the disk: Files files of about Size bytes each.
type Limits struct {
	Size  int64
	Files int
}

// Writer writes frames to a row of pcapng files: <prefix>-<time>.pcapng. A file that has reached its size is
// closed and the next one begun; the oldest of the row, whoever wrote them, go. Not safe for concurrent use.
type Writer struct {
	prefix string
	iface  string
	link   layers.LinkType
	limits Limits

	stem   string // of the current file's name
	number int    // of the current file among those with its stem
	file   *os.File
	ng     *pcapgo.NgWriter
	size   int64 // bytes in the current file
}

// Create makes a Writer for frames of one interface, and its first file at the first frame or Begin. path is
// a folder, which is made if need be and whose files start with "eve", or ends in .pcapng, which
// is taken off to give the prefix.
func Create(path, iface string, link layers.LinkType, limits Limits) (*Writer, error) {
	prefix, isFile := strings.CutSuffix(path, extension)
	if !isFile {
		prefix = filepath.Join(path, "eve")
	}
	if err := os.MkdirAll(filepath.Dir(prefix), 0o755); err != nil {
		return nil, fmt.Errorf("making the folder for captures: %w", err)
	}
	return &Writer{prefix: prefix, iface: iface, link: link, limits: limits}, nil
}

// Begin starts a new file named after the time now and returns its name.
func (w *Writer) Begin(now time.Time) (string, error) {
	if err := w.Close(); err != nil {
		return "", err
	}
	file, err := w.newFile(now)
	if err != nil {
		return "", fmt.Errorf("starting a capture: %w", err)
	}
	w.file, w.size = file, 0
	w.ng, err = pcapgo.NewNgWriterInterface(countingFile{w}, pcapgo.NgInterface{
		Name: w.iface, LinkType: w.link, TimestampResolution: 9,
	}, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "Obrolan, lab eve"}})
	if err == nil {
		err = w.ng.Flush()
	}
	if err != nil {
		return "", fmt.Errorf("starting a capture: %w", err)
	}
	return file.Name(), w.dropOldest()
}

// newFile makes a file that was not there. Those of one second are numbered, and a number is not
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

// Write appends a frame and hands it to the system at once. A name is returned where a new file was begun.
func (w *Writer) Write(f Frame) (name string, err error) {
	if w.file == nil || w.size >= w.limits.Size {
		if name, err = w.Begin(f.At); err != nil {
			return "", err
		}
	}
	info := gopacket.CaptureInfo{Timestamp: f.At, CaptureLength: len(f.Data), Length: max(f.Length, len(f.Data))}
	if err = w.ng.WritePacket(info, f.Data); err == nil {
		err = w.ng.Flush()
	}
	if err != nil {
		return name, fmt.Errorf("writing the capture: %w", err)
	}
	return name, nil
}

// dropOldest removes the oldest files of the row beyond the limit. Names sort by time; the
// number behind it sorts by its length first.
func (w *Writer) dropOldest() error {
	names, err := filepath.Glob(escape(w.prefix) + "-*" + extension)
	if err != nil {
		return fmt.Errorf("looking for old captures: %w", err)
	}
	stem := func(name string) string { return strings.TrimSuffix(name, extension) }
	stampEnd := len(w.prefix) + len("-"+stamp)
	slices.SortFunc(names, func(a, b string) int {
		a, b = stem(a), stem(b)
		if len(a) > stampEnd && len(b) > stampEnd && a[:stampEnd] == b[:stampEnd] && len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	for len(names) > w.limits.Files {
		if err := os.Remove(names[0]); err != nil {
			return fmt.Errorf("removing an old capture: %w", err)
		}
		names = names[1:]
	}
	return nil
}

// escape keeps a path's own characters from meaning something in a pattern.
func escape(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// Close closes the current file. Closing twice is harmless.
func (w *Writer) Close() error {
	if w.file == nil {
		return nil
	}
	err := errors.Join(w.ng.Flush(), w.file.Close())
	w.file, w.ng = nil, nil
	return err
}
