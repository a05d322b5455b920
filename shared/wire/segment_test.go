package wire

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anySegment draws a header whose fields survive encoding.
func anySegment(t *rapid.T) (Segment, []byte) {
	number := rapid.Uint32()
	flags := rapid.SampledFrom([]Flags{
		SYN, SYN | ACK, ACK, ACK | PSH, ACK | OPN, FIN | ACK, FIN | ACK | PSH, RST, RST | ACK, 0, ACK | DUP,
	})
	s := Segment{
		Flags:           flags.Draw(t, "flags"),
		Connection:      number.Draw(t, "connection"),
		Packet:          number.Draw(t, "packet"),
		Sequence:        number.Draw(t, "sequence"),
		Acknowledgement: number.Draw(t, "acknowledgement"),
		Echo:            number.Draw(t, "echo"),
		EchoDelay:       time.Duration(rapid.Uint16().Draw(t, "delay")) * EchoDelayUnit,
		Window:          int(rapid.Uint16().Draw(t, "window")) * WindowUnit,
		BlockCount:      rapid.IntRange(0, MaxBlocks).Draw(t, "blocks"),
	}
	for i := range s.BlockCount {
		s.Blocks[i] = Block{number.Draw(t, "start"), number.Draw(t, "end")}
	}
	payload := rapid.SliceOfN(rapid.Byte(), 0, MaxDatagram-s.Size()).Draw(t, "payload")
	s.Length = len(payload)
	return s, payload
}

func TestSegmentRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, payload := anySegment(t)
		datagram := append(s.AppendTo(nil), payload...)
		got, gotPayload, err := Parse(datagram)
		if err != nil {
			t.Fatalf("Parse: %v", err)
		}
		if got != s {
			t.Fatalf("got  %+v\nwant %+v", got, s)
		}
		if !bytes.Equal(gotPayload, payload) {
			t.Fatal("the payload changed")
		}
		if !IsDatagram(datagram) {
			t.Fatal("IsDatagram does not know its own")
		}
	})
}

func TestSegmentTruncated(t *testing.T) {
	s := Segment{Flags: ACK | PSH, Connection: 1, BlockCount: 3, Length: 5, Window: 512}
	whole := append(s.AppendTo(nil), "hello"...)
	for n := range whole {
		if _, _, err := Parse(whole[:n]); !errors.Is(err, ErrTruncated) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	if _, _, err := Parse(append(whole, 0)); !errors.Is(err, ErrLength) {
		t.Errorf("one byte more: %v", err)
	}
	if _, n, err := ParseHeader(append(whole, 0)); err != nil || n != s.Size() {
		t.Errorf("ParseHeader minds what is behind the header: %d, %v", n, err)
	}
}

// TestSegmentOneBitFlipped flips each bit of a header: none may get through.
func TestSegmentOneBitFlipped(t *testing.T) {
	s := Segment{Flags: ACK, Connection: 0xC0FFEE, Packet: 7, BlockCount: 2, Length: 3}
	whole := append(s.AppendTo(nil), "abc"...)
	for bit := range 8 * s.Size() {
		whole[bit/8] ^= 1 << (bit % 8)
		if got, _, err := Parse(whole); err == nil {
			t.Errorf("bit %d flipped: %+v", bit, got)
		}
		whole[bit/8] ^= 1 << (bit % 8)
	}
}

// TestSegmentPayloadFlipped states that a damaged payload gets through: it is not ours to judge.
func TestSegmentPayloadFlipped(t *testing.T) {
	s := Segment{Flags: ACK, Length: 3}
	whole := append(s.AppendTo(nil), "abc"...)
	whole[s.Size()] ^= 1
	if _, payload, err := Parse(whole); err != nil || string(payload) != "`bc" {
		t.Errorf("%q, %v", payload, err)
	}
}

func TestSegmentRefused(t *testing.T) {
	encode := func(s Segment) []byte { return s.AppendTo(nil) }
	tests := []struct {
		name     string
		datagram []byte
		want     error
		offset   string
	}{
		{"classic text", []byte("PASSWORD:" + strings.Repeat("1f ", 20)), ErrType, "offset 0"},
		{"a letter of two bytes", []byte("é" + strings.Repeat("x", 40)), ErrType, "offset 0"},
		{"another version", append([]byte{0x90}, make([]byte, 40)...), ErrType, "offset 0"},
		{"another type", append([]byte{0xA1}, make([]byte, 40)...), ErrType, "offset 0"},
		{"SYN and FIN", encode(Segment{Flags: SYN | FIN}), ErrFlags, "offset 1"},
		{"SYN and RST", encode(Segment{Flags: SYN | RST}), ErrFlags, "offset 1"},
		{"FIN and RST", encode(Segment{Flags: FIN | RST}), ErrFlags, "offset 1"},
		{"all flags", encode(Segment{Flags: 0xFF}), ErrFlags, "offset 1"},
		{"nine blocks", append([]byte{0xA0, 16, 0x90, 0}, make([]byte, 200)...), ErrBlocks, "offset 2"},
		{"too long", make([]byte, MaxDatagram+1), ErrTooLong, "offset 1200"},
		{"empty", nil, ErrTruncated, "offset 0"},
		{"zeros", append([]byte{0xA0}, make([]byte, 40)...), ErrChecksum, "offset 28"},
	}
	for _, test := range tests {
		_, _, err := Parse(test.datagram)
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.offset) {
			t.Errorf("%s: %v, want %v at %s", test.name, err, test.want, test.offset)
		}
	}
}

// TestFirstByte states what tells version 2 from classic text: no UTF-8 text begins with the byte.
func TestFirstByte(t *testing.T) {
	s := Segment{Flags: SYN}
	first := s.AppendTo(nil)[0]
	for r := rune(1); r < 0x110000; r++ {
		if text := string(r); text[0] == first || IsDatagram([]byte(text)) {
			t.Fatalf("U+%04X begins with the byte that marks version 2", r)
		}
	}
}

func TestSegmentSaturates(t *testing.T) {
	s := Segment{Flags: ACK, Window: MaxWindow + 5000, EchoDelay: time.Hour}
	got, _, err := Parse(s.AppendTo(nil))
	if err != nil || got.Window != MaxWindow || got.EchoDelay != MaxEchoDelay {
		t.Errorf("%+v, %v", got, err)
	}
	// A negative delay wrapped round to a second, a negative window to 16 MiB.
	for _, below := range []time.Duration{-1, -20 * time.Microsecond, -time.Second, -time.Hour} {
		s = Segment{Flags: ACK, Window: -1, EchoDelay: below}
		got, _, err = Parse(s.AppendTo(nil))
		if err != nil || got.Window != 0 || got.EchoDelay != 0 {
			t.Errorf("%v: %d, %v, %v", below, got.Window, got.EchoDelay, err)
		}
	}
	for _, below := range []int{-WindowUnit, -1 << 30} {
		s = Segment{Flags: ACK, Window: below}
		if got, _, err = Parse(s.AppendTo(nil)); err != nil || got.Window != 0 {
			t.Errorf("%d: %d, %v", below, got.Window, err)
		}
	}
	s = Segment{Flags: ACK, Window: 3*WindowUnit - 1, EchoDelay: 2*EchoDelayUnit - 1}
	got, _, err = Parse(s.AppendTo(nil))
	if err != nil || got.Window != 2*WindowUnit || got.EchoDelay != EchoDelayUnit {
		t.Errorf("not rounded down: %+v, %v", got, err)
	}
}

func TestSegmentAllocatesNothing(t *testing.T) {
	s := Segment{Flags: ACK, BlockCount: 4, Length: 100}
	datagram := make([]byte, 0, MaxDatagram)
	payload := make([]byte, 100)
	if n := testing.AllocsPerRun(1000, func() {
		b := append(s.AppendTo(datagram[:0]), payload...)
		if _, _, err := Parse(b); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestFlagsString(t *testing.T) {
	for flags, want := range map[Flags]string{SYN | ACK: "SYN|ACK", 0: "", FIN | PSH: "FIN|PSH", OPN: "OPN"} {
		if got := flags.String(); got != want {
			t.Errorf("%#x: %q, want %q", uint8(flags), got, want)
		}
	}
}

func TestExpandPacketNumber(t *testing.T) {
	tests := []struct {
		low      uint32
		expected uint64
		want     uint64
	}{
		{0, 0, 0},
		{5, 1, 5},
		{0xFFFFFFFF, 0x1_0000_0000, 0xFFFFFFFF},   // one late over the edge
		{3, 0xFFFFFFFE, 0x1_0000_0003},            // some early over the edge
		{0xFFFFFFF6, 0, 0xFFFFFFF6},               // nothing below zero
		{7, 0x5_0000_0000, 0x5_0000_0007},         //
		{0x80000001, 0x5_0000_0000, 0x4_80000001}, // nearer below
		{0, 1<<64 - 1, 0xFFFFFFFF_00000000},       // nothing beyond the last
	}
	for _, test := range tests {
		if got := ExpandPacketNumber(test.low, test.expected); got != test.want {
			t.Errorf("%#x near %#x: %#x, want %#x", test.low, test.expected, got, test.want)
		}
	}
}

func TestExpandPacketNumberIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		expected := rapid.Uint64Range(1<<31, 1<<63).Draw(t, "expected")
		off := rapid.Int64Range(-1<<31+1, 1<<31-1).Draw(t, "off")
		want := uint64(int64(expected) + off)
		if got := ExpandPacketNumber(uint32(want), expected); got != want {
			t.Fatalf("%#x near %#x: %#x", want, expected, got)
		}
	})
}
