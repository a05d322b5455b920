package wire

import (
	"encoding/binary"
	"hash/crc32"
	"strings"
	"time"
)

// Flags are the control bits of a segment: TCP's (RFC 9293 section 3.1) without URG, and
// three of our own.
type Flags uint8

// The control bits, at TCP's places.
const (
	FIN Flags = 1 << iota // no more data from the sender; takes one sequence number
	SYN                   // opens the connection; takes one sequence number
	RST                   // the connection is gone
	PSH                   // acknowledge at once: nothing waits behind this segment
	ACK                   // the acknowledgement, echo and window fields count
	OPN                   // the payload belongs to the opening, not to the stream
	DUP                   // the echoed datagram brought nothing new: D-SACK (RFC 2883) in one bit
	KEY                   // the key phase of a sealed segment; 0 in others
)

// String lists the flags that are set in the order of their bits, as in "SYN|ACK".
func (f Flags) String() string {
	names := [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "OPN", "DUP", "KEY"}
	var set []string
	for i, name := range names {
		if f&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return strings.Join(set, "|")
}

// valid rejects combinations that no honest peer sends: a SYN with FIN or RST, and a FIN with RST.
func (f Flags) valid() bool {
	exclusive := f & (SYN | FIN | RST)
	return exclusive&(exclusive-1) == 0
}

// Sizes of the header in bytes.
const (
	HeaderSize = 32 // without SACK blocks
	BlockSize  = 8  // each SACK block
	MaxBlocks  = 8  // SACK blocks in one segment

	fixedSize    = HeaderSize - checksumSize // before the blocks
	checksumSize = 4
	maxLength    = 1<<12 - 1
)

// Units and limits of the fields with units of their own.
const (
	// WindowUnit is the unit of the window field in bytes, TCP's window scale
	// (RFC 7323 section 2) fixed at 8.
	WindowUnit = 256
	// MaxWindow is the largest window in bytes that the field can hold.
	MaxWindow = 0xFFFF * WindowUnit
	// EchoDelayUnit is the unit of the echo delay field.
	EchoDelayUnit = 16 * time.Microsecond
	// MaxEchoDelay is the largest value of the field, a little over a second. It also stands for longer delays, which are
	// useless as round-trip samples.
	MaxEchoDelay = 0xFFFF * EchoDelayUnit
)

// Block is one SACK block (RFC 2018 section 3): the bytes from Start up to, not including, End have arrived; those next to
// it have not.
type Block struct{ Start, End uint32 }

// Segment is the header of a segment. It holds no reference to the datagram.
type Segment struct {
	Flags           Flags
	Connection      uint32        // the same both ways (docs/protocol.md)
	Packet          uint32        // low half of this datagram's number, never used twice
	Sequence        uint32        // of the first payload byte
	Acknowledgement uint32        // the next byte that the sender of this segment expects
	Echo            uint32        // low half of the number of the datagram that caused this ACK
	EchoDelay       time.Duration // how long ago that datagram arrived, at most MaxEchoDelay
	Window          int           // bytes beyond Acknowledgement that the sender of this segment can take
	Length          int           // bytes of payload
	BlockCount      int           // number of valid Blocks
	Blocks          [MaxBlocks]Block
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Size is the encoded header's length in bytes.
func (s *Segment) Size() int { return HeaderSize + s.BlockCount*BlockSize }

// AppendTo appends the encoded header to b and returns the result; the caller appends Length bytes of payload. It rounds
// Window down to a WindowUnit and EchoDelay to an EchoDelayUnit and clamps both, also at 0: a clock read before a batch of
// datagrams makes a delay negative. The caller must keep BlockCount and Length within MaxBlocks and MaxDatagram. It
// allocates only if b has too little capacity.
func (s *Segment) AppendTo(b []byte) []byte {
	start := len(b)
	window := max(0, min(s.Window, MaxWindow)) / WindowUnit
	delay := max(0, min(s.EchoDelay, MaxEchoDelay)) / EchoDelayUnit
	b = append(b, firstByteMark|typeSegment, byte(s.Flags))
	b = binary.BigEndian.AppendUint16(b, uint16(s.BlockCount<<12|s.Length&maxLength))
	b = binary.BigEndian.AppendUint32(b, s.Connection)
	b = binary.BigEndian.AppendUint32(b, s.Packet)
	b = binary.BigEndian.AppendUint32(b, s.Sequence)
	b = binary.BigEndian.AppendUint32(b, s.Acknowledgement)
	b = binary.BigEndian.AppendUint32(b, s.Echo)
	b = binary.BigEndian.AppendUint16(b, uint16(window))
	b = binary.BigEndian.AppendUint16(b, uint16(delay))
	for _, block := range s.Blocks[:s.BlockCount] {
		b = binary.BigEndian.AppendUint32(b, block.Start)
		b = binary.BigEndian.AppendUint32(b, block.End)
	}
	// CRC-32C (RFC 3720 appendix B.4) over the header only: one flipped bit must not break the stream. Detecting damage in the
	// payload is left to the message layer, and at some rungs is part of the lesson.
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// Parse parses a datagram with one segment: its header and exactly Length bytes of payload. The payload aliases b. Errors
// wrap one of the package's sentinels. It allocates only on error.
func Parse(b []byte) (Segment, []byte, error) {
	s, n, err := ParseHeader(b)
	if err != nil {
		return Segment{}, nil, err
	}
	if n+s.Length > len(b) {
		return Segment{}, nil, at(ErrTruncated, len(b))
	}
	if n+s.Length < len(b) {
		return Segment{}, nil, at(ErrLength, n+s.Length)
	}
	return s, b[n:], nil
}

// ParseHeader parses the header at the start of a datagram and returns its length in bytes. It does not check what follows,
// which belongs to the layer that protects payloads.
func ParseHeader(b []byte) (s Segment, n int, err error) {
	if len(b) > MaxDatagram {
		return s, 0, at(ErrTooLong, MaxDatagram)
	}
	if len(b) > 0 && b[0] != firstByteMark|typeSegment {
		return s, 0, at(ErrType, 0)
	}
	if len(b) < HeaderSize {
		return s, 0, at(ErrTruncated, len(b))
	}
	word := binary.BigEndian.Uint16(b[2:])
	s.BlockCount, s.Length = int(word>>12), int(word&maxLength)
	if s.BlockCount > MaxBlocks {
		return s, 0, at(ErrBlocks, 2)
	}
	n = s.Size()
	if len(b) < n {
		return s, 0, at(ErrTruncated, len(b))
	}
	if crc32.Checksum(b[:n-checksumSize], castagnoli) != binary.BigEndian.Uint32(b[n-checksumSize:]) {
		return s, 0, at(ErrChecksum, n-checksumSize)
	}
	s.Flags = Flags(b[1])
	if !s.Flags.valid() {
		return s, 0, at(ErrFlags, 1)
	}
	s.parseFields(b)
	return s, n, nil
}

// parseFields reads the fields that need no check; b holds the whole header.
func (s *Segment) parseFields(b []byte) {
	s.Connection = binary.BigEndian.Uint32(b[4:])
	s.Packet = binary.BigEndian.Uint32(b[8:])
	s.Sequence = binary.BigEndian.Uint32(b[12:])
	s.Acknowledgement = binary.BigEndian.Uint32(b[16:])
	s.Echo = binary.BigEndian.Uint32(b[20:])
	s.Window = int(binary.BigEndian.Uint16(b[24:])) * WindowUnit
	s.EchoDelay = time.Duration(binary.BigEndian.Uint16(b[26:])) * EchoDelayUnit
	for i := range s.BlockCount {
		p := b[fixedSize+i*BlockSize:]
		s.Blocks[i] = Block{binary.BigEndian.Uint32(p), binary.BigEndian.Uint32(p[4:])}
	}
}
