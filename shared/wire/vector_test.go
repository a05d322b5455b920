package wire

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"
)

// vector is one row of testdata/segments.json, which is also for those who write another
// implementation: fields and payload on one side, the datagram on the other.
type vector struct {
	Name            string      `json:"name"`
	Datagram        string      `json:"datagram"` // hexadecimal
	Error           string      `json:"error,omitempty"`
	Flags           string      `json:"flags,omitempty"`
	Connection      uint32      `json:"connection,omitempty"`
	Packet          uint32      `json:"packet,omitempty"`
	Sequence        uint32      `json:"sequence,omitempty"`
	Acknowledgement uint32      `json:"acknowledgement,omitempty"`
	Echo            uint32      `json:"echo,omitempty"`
	Window          int         `json:"window,omitempty"`      // bytes
	EchoDelay       int         `json:"echoDelayUs,omitempty"` // microseconds
	Blocks          [][2]uint32 `json:"blocks,omitempty"`      //
	Payload         string      `json:"payload,omitempty"`     // hexadecimal
}

var vectorErrors = map[string]error{
	"truncated": ErrTruncated, "type": ErrType, "flags": ErrFlags, "blocks": ErrBlocks,
	"checksum": ErrChecksum, "length": ErrLength, "too long": ErrTooLong,
}

func (v *vector) segment(t *testing.T) (Segment, []byte) {
	payload, err := hex.DecodeString(v.Payload)
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	s := Segment{
		Connection: v.Connection, Packet: v.Packet, Sequence: v.Sequence,
		Acknowledgement: v.Acknowledgement, Echo: v.Echo, Window: v.Window,
		EchoDelay: time.Duration(v.EchoDelay) * time.Microsecond,
		Length:    len(payload), BlockCount: len(v.Blocks),
	}
	for f := range 1 << 8 {
		if Flags(f).String() == v.Flags {
			s.Flags = Flags(f)
		}
	}
	for i, b := range v.Blocks {
		s.Blocks[i] = Block{b[0], b[1]}
	}
	return s, payload
}

func TestVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/segments.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 10 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) { v.check(t) })
	}
}

func (v *vector) check(t *testing.T) {
	datagram, err := hex.DecodeString(v.Datagram)
	if err != nil {
		t.Fatal(err)
	}
	got, payload, err := Parse(datagram)
	if v.Error != "" {
		if want := vectorErrors[v.Error]; want == nil || !errors.Is(err, want) {
			t.Fatalf("%v, want %q", err, v.Error)
		}
		return
	}
	want, wantPayload := v.segment(t)
	if err != nil || got != want || string(payload) != string(wantPayload) {
		t.Errorf("parsed %+v %x, %v\nwant   %+v %x", got, payload, err, want, wantPayload)
	}
	if encoded := hex.EncodeToString(append(want.AppendTo(nil), wantPayload...)); encoded != v.Datagram {
		t.Errorf("encoded %s\nwant    %s", encoded, v.Datagram)
	}
}
