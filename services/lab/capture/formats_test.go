package capture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/capture"
)

// block builds a block of a pcapng file (draft-ietf-opsawg-pcapng, section 3.1) with a body of numbers and bytes.
func block(order binary.AppendByteOrder, kind uint32, body ...any) []byte {
	var b []byte
	for _, part := range body {
		switch part := part.(type) {
		case uint16:
			b = order.AppendUint16(b, part)
		case uint32:
			b = order.AppendUint32(b, part)
		case []byte:
			b = append(b, part...)
		}
	}
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	size := uint32(len(b) + 12)
	return slices.Concat(order.AppendUint32(order.AppendUint32(nil, kind), size), b, order.AppendUint32(nil, size))
}

const (
	sectionHeader, interfaceDescription, oldPacket, simplePacket = 0x0A0D0D0A, 1, 2, 3
	nameResolution, statistics, enhancedPacket, custom           = 4, 5, 6, 0x0BAD
)

func section(order binary.AppendByteOrder) []byte {
	return block(order, sectionHeader, uint32(0x1A2B3C4D), uint16(1), uint16(0), []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
}

func network(order binary.AppendByteOrder, link layers.LinkType, options ...any) []byte {
	return block(order, interfaceDescription, append([]any{uint16(link), uint16(0), uint32(0)}, options...)...)
}

func high(n uint64) uint32 { return uint32(n >> 32) }
func low(n uint64) uint32  { return uint32(n) }

// Every kind of block that holds a frame is read, in both byte orders; those that hold none are passed over.
func TestBlocksOfPcapng(t *testing.T) {
	type order interface {
		binary.ByteOrder
		binary.AppendByteOrder
	}
	frame := []byte("a frame of 21 bytes..")
	size := uint32(len(frame))
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	micro, nano := uint64(at.UnixMicro()), uint64(at.UnixNano())
	for name, o := range map[string]order{"little-endian": binary.LittleEndian, "big-endian": binary.BigEndian} {
		t.Run(name, func(t *testing.T) {
			file := slices.Concat(
				section(o),
				network(o, layers.LinkTypeRaw),
				network(o, layers.LinkTypeEthernet, uint16(9), uint16(1), []byte{9, 0, 0, 0}, uint16(0), uint16(0)), // if_tsresol: nanoseconds
				block(o, enhancedPacket, uint32(0), high(micro), low(micro), size, size, frame),
				block(o, nameResolution, uint16(0), uint16(0)),
				block(o, enhancedPacket, uint32(1), high(nano), low(nano), size, size+100, frame),
				block(o, statistics, uint32(0), high(micro), low(micro)),
				block(o, custom, uint32(32473), []byte("anything")),
				block(o, oldPacket, uint16(0), uint16(0), high(micro), low(micro), size, size, frame),
				block(o, simplePacket, size, frame),
				// Files that were put together: another section, in the other byte order.
				section(binary.BigEndian), network(binary.BigEndian, layers.LinkTypeIPv4),
				block(binary.BigEndian, enhancedPacket, uint32(0), high(micro), low(micro), size, size, frame),
			)
			got, err := readAll("blocks.pcapng", bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, []capture.Frame{
				{At: at, Link: layers.LinkTypeRaw, Data: frame, Length: len(frame)},
				{At: at, Link: layers.LinkTypeEthernet, Data: frame, Length: len(frame) + 100},
				{At: at, Link: layers.LinkTypeRaw, Data: frame, Length: len(frame)},
				{Link: layers.LinkTypeRaw, Data: frame, Length: len(frame)}, // has no time
				{At: at, Link: layers.LinkTypeIPv4, Data: frame, Length: len(frame)},
			})
			if !got[3].At.IsZero() {
				t.Errorf("a frame without a time got %s", got[3].At)
			}
		})
	}
}

// The older format comes in four forms: two byte orders, two resolutions of the clock.
func TestFormsOfPcap(t *testing.T) {
	frame := []byte("a frame")
	for _, c := range []struct {
		name  string
		order binary.AppendByteOrder
		magic uint32
		unit  time.Duration
	}{
		{"microseconds", binary.LittleEndian, 0xA1B2C3D4, time.Microsecond},
		{"nanoseconds", binary.LittleEndian, 0xA1B23C4D, time.Nanosecond},
		{"microseconds, big-endian", binary.BigEndian, 0xA1B2C3D4, time.Microsecond},
		{"nanoseconds, big-endian", binary.BigEndian, 0xA1B23C4D, time.Nanosecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := time.Date(2026, 1, 2, 3, 4, 5, int(987_654*c.unit), time.UTC)
			b := c.order.AppendUint32(nil, c.magic)
			b = c.order.AppendUint16(c.order.AppendUint16(b, 2), 4)
			for _, n := range []uint32{0, 0, 262144, uint32(layers.LinkTypeLinuxSLL2), uint32(at.Unix()), 987_654, uint32(len(frame)), 99} {
				b = c.order.AppendUint32(b, n)
			}
			got, err := readAll("form.pcap", bytes.NewReader(append(b, frame...)))
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, []capture.Frame{{At: at, Link: layers.LinkTypeLinuxSLL2, Data: frame, Length: 99}})
		})
	}
}

// A frame that names an interface which the file has not described is damage, and is told with its place.
func TestFrameOfNoInterface(t *testing.T) {
	o := binary.LittleEndian
	file := slices.Concat(section(o), block(o, enhancedPacket, uint32(0), uint32(0), uint32(0), uint32(4), uint32(4), []byte("abcd")))
	if _, err := readAll("none.pcapng", bytes.NewReader(file)); !errors.Is(err, capture.ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
}
