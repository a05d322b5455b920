package secure

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

const keep = time.Second

// pair is one direction of a connection.
type pair struct {
	t      *testing.T
	sealer *Sealer
	opener *Opener
	packet uint64
}

func newPair(t *testing.T) *pair {
	s := secret{1, 2, 3}
	return &pair{t: t, sealer: newSealer(s), opener: newOpener(s)}
}

// datagram is sealed and not yet opened.
type datagram struct {
	bytes  []byte
	packet uint64
	phase  bool
}

const headerSize = 8

// seal makes the next datagram; its header is its number.
func (p *pair) seal(text string) datagram {
	p.t.Helper()
	d := datagram{packet: p.packet, phase: p.sealer.Phase()}
	p.packet++
	b, err := p.sealer.Seal(append(binary.BigEndian.AppendUint64(nil, d.packet), text...), headerSize, d.packet)
	if err != nil {
		p.t.Fatal(err)
	}
	d.bytes = b
	return d
}

// open opens a copy.
func (p *pair) open(at time.Time, d datagram) (string, error) {
	text, err := p.opener.Open(at, bytes.Clone(d.bytes), headerSize, d.packet, d.phase, keep)
	return string(text), err
}

func (p *pair) opens(at time.Time, d datagram, want string) {
	p.t.Helper()
	if got, err := p.open(at, d); err != nil || got != want {
		p.t.Fatalf("packet %d: %q, %v; want %q", d.packet, got, err, want)
	}
}

func TestADatagramOpensOnce(t *testing.T) {
	p := newPair(t)
	first, second := p.seal("one"), p.seal("two")
	p.opens(now, second, "two")
	p.opens(now, first, "one")
	for _, d := range []datagram{first, second} {
		if _, err := p.open(now, d); !errors.Is(err, ErrReplayed) {
			t.Errorf("packet %d again: %v", d.packet, err)
		}
	}
}

// TestForgedDatagramsChangeNothing flips every bit of one, and gives it every wrong number and phase, before the true one.
func TestForgedDatagramsChangeNothing(t *testing.T) {
	p := newPair(t)
	p.opens(now, p.seal("before"), "before")
	d := p.seal("halo")
	for i := range d.bytes {
		for bit := range 8 {
			forged := d
			forged.bytes = bytes.Clone(d.bytes)
			forged.bytes[i] ^= 1 << bit
			if _, err := p.open(now, forged); !errors.Is(err, ErrSealed) {
				t.Fatalf("bit %d of byte %d: %v", bit, i, err)
			}
		}
	}
	for _, packet := range []uint64{d.packet + 1, d.packet + 1<<32, 1<<64 - 1} {
		forged := d
		forged.packet = packet
		if _, err := p.open(now, forged); !errors.Is(err, ErrSealed) {
			t.Fatalf("number %d: %v", packet, err)
		}
	}
	forged := d
	forged.phase = !d.phase
	if _, err := p.open(now, forged); !errors.Is(err, ErrSealed) {
		t.Fatalf("the other phase: %v", err)
	}
	for n := range d.bytes[headerSize:] {
		forged := d
		forged.bytes = d.bytes[:headerSize+n]
		if _, err := p.open(now, forged); !errors.Is(err, ErrSealed) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
	if p.opener.Expected() != 1 {
		t.Errorf("forged numbers moved the window to %d", p.opener.Expected())
	}
	p.opens(now, d, "halo")
}

func TestKeyUpdate(t *testing.T) {
	p := newPair(t)
	if p.sealer.Update() {
		t.Error("updated before anything was acknowledged")
	}
	late, old := p.seal("late"), p.seal("old")
	p.opens(now, old, "old")
	p.sealer.Acknowledged(old.packet)
	if !p.sealer.Update() || !p.sealer.Phase() {
		t.Fatal("no update after an acknowledgement")
	}
	first, second := p.seal("first"), p.seal("second")
	if p.sealer.Acknowledged(old.packet); p.sealer.Update() {
		t.Error("updated again before the peer has opened anything under the present key")
	}
	p.opens(now, second, "second")
	p.opens(now, late, "late") // within the time for which the old key is kept
	p.opens(now, first, "first")
	p.sealer.Acknowledged(first.packet)
	if !p.sealer.Update() {
		t.Fatal("no second update")
	}
	p.opens(now, p.seal("third"), "third")
}

func TestTheOldKeyIsForgotten(t *testing.T) {
	p := newPair(t)
	late, old := p.seal("late"), p.seal("old")
	p.opens(now, old, "old")
	p.sealer.Acknowledged(old.packet)
	p.sealer.Update()
	p.opens(now, p.seal("new"), "new")
	if _, err := p.open(now.Add(keep), late); !errors.Is(err, ErrSealed) {
		t.Errorf("a datagram under the old key after its time: %v", err)
	}
	if p.opener.past != nil {
		t.Error("the old key is still there")
	}
}

func TestAKeyIsUsedUp(t *testing.T) {
	p := newPair(t)
	p.sealer.sealed = updateAfter - 1
	d := p.seal("x")
	if p.sealer.Due() {
		t.Error("due although nothing was acknowledged")
	}
	if p.sealer.Acknowledged(d.packet); !p.sealer.Due() {
		t.Error("not due after enough datagrams")
	}
	p.sealer.sealed = maxSealed
	if _, err := p.sealer.Seal(make([]byte, headerSize), headerSize, 99); !errors.Is(err, ErrExhausted) {
		t.Errorf("sealed beyond the limit: %v", err)
	}
}

func TestSealingAllocatesNothing(t *testing.T) {
	p := newPair(t)
	buf := make([]byte, 0, 1200)
	packet := uint64(0)
	if n := testing.AllocsPerRun(100, func() {
		b, _ := p.sealer.Seal(append(buf, "headhead payload"...), headerSize, packet)
		_, _ = p.opener.Open(now, b, headerSize, packet, false, keep)
		packet++
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkSeal(b *testing.B) {
	s := newSealer(secret{1})
	buf := make([]byte, 1150, 1200)
	b.SetBytes(1150)
	b.ReportAllocs()
	for i := range b.N {
		s.sealed = 0
		_, _ = s.Seal(buf, 32, uint64(i))
	}
}
