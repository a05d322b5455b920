package arq

import (
	"hash/crc32"
	"net"
	"runtime"
	"testing"
	"time"

	"obrolan/shared/wire"
)

// pair is two connected ends with nothing between them: what one transmits, the other receives.
type pair struct {
	now      time.Time
	ends     [2]*Conn
	datagram []byte
	block    []byte
	read     []byte
	lose     int // each datagram with a multiple of this number is lost; 0 is none
	carried  int
}

func newPair(t reporter) *pair { return newPairOf(t, Config{}) }

func newPairOf(t reporter, config Config) *pair {
	p := &pair{
		now:      dawn,
		datagram: make([]byte, wire.MaxDatagram),
		block:    pattern(wire.MaxDatagram-wire.HeaderSize, 7),
		read:     make([]byte, 2*wire.MaxDatagram),
	}
	var err error
	if p.ends[client], err = Dial(p.now, config); err != nil {
		t.Fatalf("%v", err)
	}
	if p.ends[server], err = Accept(p.now, config); err != nil {
		t.Fatalf("%v", err)
	}
	for range 4 {
		p.carry(client)
		p.carry(server)
	}
	if p.ends[client].State() != Established || p.ends[server].State() != Established {
		t.Fatalf("no connection: %v, %v", p.ends[client].State(), p.ends[server].State())
	}
	return p
}

// carry moves everything that an end transmits to the other.
func (p *pair) carry(from int) (datagrams int) {
	for {
		n := p.ends[from].Transmit(p.now, p.datagram)
		if n == 0 {
			return datagrams
		}
		datagrams++
		if p.carried++; p.lose > 0 && p.carried%p.lose == 0 {
			continue
		}
		if err := p.ends[1-from].Receive(p.now, p.datagram[:n]); err != nil {
			panic(err)
		}
	}
}

// segment is a full segment's whole life: written, sent, received, read, acknowledged, forgotten.
func (p *pair) segment() {
	p.now = p.now.Add(100 * time.Microsecond)
	_, _ = p.ends[client].Write(p.block)
	for i, c := range p.ends {
		if d := c.Deadline(); !d.IsZero() && !p.now.Before(d) {
			c.Advance(p.now)
		}
		p.carry(i)
	}
	_, _ = p.ends[server].Read(p.read)
}

// BenchmarkSegment compares a segment's whole life on both sides with two yardsticks: copying and
// checksumming the same bytes as often as a transport has to, and one sendto of them on loopback.
func BenchmarkSegment(b *testing.B) {
	b.Run("life", func(b *testing.B) {
		p := newPair(b)
		for range 10_000 {
			p.segment()
		}
		before := reset(b)
		for range b.N {
			p.segment()
		}
		perSegment(b, before)
	})
	b.Run("copy+checksum", func(b *testing.B) {
		block := pattern(wire.MaxDatagram, 7)
		send, datagram, receive, read := make([]byte, 1200), make([]byte, 1200), make([]byte, 1200), make([]byte, 1200)
		table := crc32.MakeTable(crc32.Castagnoli)
		before := reset(b)
		for range b.N {
			copy(send, block)
			copy(datagram, send)
			checksum = crc32.Checksum(datagram, table)
			checksum += crc32.Checksum(datagram, table)
			copy(receive, datagram)
			copy(read, receive)
		}
		perSegment(b, before)
	})
	b.Run("sendto", benchmarkSendto)
}

// TestSegmentAllocatesNothing states that a segment's life allocates nothing once the buffers have grown,
// not where datagrams are lost either.
func TestSegmentAllocatesNothing(t *testing.T) {
	for _, lose := range []int{0, 49} {
		p := newPair(t)
		p.lose = lose
		for range 10_000 {
			p.segment()
		}
		if n := testing.AllocsPerRun(10_000, p.segment); n != 0 {
			t.Errorf("%v allocations a segment, losing every %dth", n, lose)
		}
		if s := p.ends[client].Stats(); lose > 0 && s.Retransmitted == 0 {
			t.Errorf("nothing was lost: %+v", s)
		}
	}
}

var checksum uint32 // keeps the compiler from dropping the work

// perSegment reports what the loop since the timer's reset took, and what it allocated.
func perSegment(b *testing.B, before *runtime.MemStats) {
	b.StopTimer()
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/segment")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N), "allocs/segment")
}

// reset starts the measurement.
func reset(b *testing.B) *runtime.MemStats {
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	b.ResetTimer()
	return &before
}

// benchmarkSendto sends to a socket that nobody reads: what does not fit into its buffer is dropped,
// which is the cheapest that sending can be.
func benchmarkSendto(b *testing.B) {
	sink, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	defer sink.Close()
	source, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		b.Fatal(err)
	}
	defer source.Close()
	to := sink.LocalAddr().(*net.UDPAddr).AddrPort()
	datagram := make([]byte, wire.MaxDatagram)
	before := reset(b)
	for range b.N {
		if _, err := source.WriteToUDPAddrPort(datagram, to); err != nil {
			b.Fatal(err)
		}
	}
	perSegment(b, before)
}
