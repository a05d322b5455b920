package wire

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParse feeds noise to the codec: it must not panic, and whatever it accepts must be
// exactly what it would have sent. Its seeds are the files in testdata/fuzz/FuzzParse.
func FuzzParse(f *testing.F) {
	if seeds, _ := filepath.Glob("testdata/fuzz/FuzzParse/*"); len(seeds) < 5 {
		f.Fatalf("the committed corpus is gone: %d files", len(seeds))
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		s, payload, err := Parse(datagram)
		if err != nil {
			return
		}
		if len(payload) != s.Length || s.BlockCount > MaxBlocks || len(datagram) > MaxDatagram {
			t.Fatalf("accepted %+v with %d bytes of payload", s, len(payload))
		}
		if again := append(s.AppendTo(nil), payload...); !bytes.Equal(again, datagram) {
			t.Fatalf("accepted %x\nwould send %x", datagram, again)
		}
	})
}

// FuzzFields gets past the checksum: it repairs it, so that the fields behind it are fuzzed.
func FuzzFields(f *testing.F) {
	if _, err := os.Stat("testdata/fuzz/FuzzFields"); err != nil {
		f.Fatalf("the committed corpus is gone: %v", err)
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		if len(datagram) < HeaderSize {
			return
		}
		datagram = bytes.Clone(datagram)
		datagram[0] = firstByteMark
		n := HeaderSize + int(datagram[2]>>4)*BlockSize
		if n > len(datagram) {
			return
		}
		repair(datagram[:n])
		s, payload, err := Parse(datagram)
		if err != nil {
			return
		}
		if again := append(s.AppendTo(nil), payload...); !bytes.Equal(again, datagram) {
			t.Fatalf("accepted %x\nwould send %x", datagram, again)
		}
	})
}
