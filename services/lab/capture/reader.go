package capture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"obrolan/shared/console"
)

// Errors of a Reader; they come wrapped in a *FileError.
var (
	ErrRead      = errors.New("the file can't be read")
	ErrEmpty     = errors.New("the file is empty")
	ErrFormat    = errors.New("this is not a capture (pcapng or pcap)")
	ErrTruncated = errors.New("the file ends in the middle of a block")
	ErrDamaged   = errors.New("a block of the file is damaged")
)

// FileError says at which byte of which file reading ended.
type FileError struct {
	File   string
	Offset int64
	Err    error
}

// Error names file and offset.
func (e *FileError) Error() string {
	return fmt.Sprintf("%s, byte %d: %v", e.File, e.Offset, e.Err)
}

// Unwrap returns what is wrong.
func (e *FileError) Unwrap() error { return e.Err }

// Reader reads a pcapng file or one of the older pcap format.
type Reader struct {
	name   string
	count  *counter
	buffer *bufio.Reader
	next   func() ([]byte, gopacket.CaptureInfo, error)
	link   func(gopacket.CaptureInfo) layers.LinkType
}

// counter counts the bytes that are read from the file, and keeps why no more can be read.
type counter struct {
	r   io.Reader
	n   int64
	err error // never io.EOF
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// Magic numbers: a pcapng file starts with a section header, the others with the byte
// order and the resolution of their clock.
const (
	magicSection = 0x0A0D0D0A
	magicMicro   = 0xA1B2C3D4
	magicNano    = 0xA1B23C4D
)

// NewReader recognises the format of what it reads; name is for errors only. All errors
// are *FileError. A compressed file is refused: offsets into it would mean nothing.
func NewReader(name string, r io.Reader) (*Reader, error) {
	count := &counter{r: r}
	// The library's readers use this buffer instead of one of their own, so that the offset of what they have
	// consumed is known.
	reader := &Reader{name: name, count: count, buffer: bufio.NewReaderSize(count, 64<<10)}
	magic, err := reader.buffer.Peek(4)
	switch {
	case err == io.EOF && len(magic) == 0:
		return nil, reader.fail(ErrEmpty)
	case err == io.EOF:
		return nil, reader.fail(ErrFormat)
	case err != nil:
		return nil, reader.fail(reader.describe(err))
	}
	switch m := binary.LittleEndian.Uint32(magic); m {
	case magicSection:
		err = reader.openNG()
	case magicMicro, magicNano, swap(magicMicro), swap(magicNano):
		err = reader.openClassic()
	default:
		return nil, reader.fail(ErrFormat)
	}
	if err != nil {
		return nil, reader.fail(reader.describe(err))
	}
	return reader, nil
}

func swap(m uint32) uint32 {
	return binary.BigEndian.Uint32(binary.LittleEndian.AppendUint32(nil, m))
}

func (r *Reader) openNG() error {
	ng, err := pcapgo.NewNgReader(r.buffer, pcapgo.NgReaderOptions{WantMixedLinkType: true})
	if err != nil {
		return err
	}
	r.next = ng.ZeroCopyReadPacketData
	r.link = func(ci gopacket.CaptureInfo) layers.LinkType {
		if len(ci.AncillaryData) > 0 {
			if link, ok := ci.AncillaryData[0].(layers.LinkType); ok {
				return link
			}
		}
		return ng.LinkType()
	}
	return nil
}

func (r *Reader) openClassic() error {
	old, err := pcapgo.NewReader(r.buffer)
	if err != nil {
		return err
	}
	r.next = old.ZeroCopyReadPacketData
	r.link = func(gopacket.CaptureInfo) layers.LinkType { return old.LinkType() }
	return nil
}

// Next returns the next frame, io.EOF after the last, or a *FileError, after which nothing more can be
// read. Frame.Data is valid until the next call.
func (r *Reader) Next() (Frame, error) {
	data, ci, err := r.next()
	// The older format's reader also returns EOF where a file ends right after a packet's header.
	if errors.Is(err, io.EOF) && ci.CaptureLength == 0 {
		return Frame{}, io.EOF
	}
	if err != nil {
		return Frame{}, r.fail(r.describe(err))
	}
	return Frame{At: ci.Timestamp, Link: r.link(ci), Data: data, Length: ci.Length}, nil
}

// fail adds the file's name and how far it has been read.
func (r *Reader) fail(err error) error {
	return &FileError{File: r.name, Offset: r.count.n - int64(r.buffer.Buffered()), Err: err}
}

// describe tells a file that can't be read from one that holds the wrong bytes. The library does not wrap every read
// error, but none reaches it before it has used up the buffer.
func (r *Reader) describe(err error) error {
	if broken := r.count.err; broken != nil && (errors.Is(err, broken) || r.buffer.Buffered() == 0) {
		return fmt.Errorf("%w: %w", ErrRead, console.Reason(broken))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
