package arq

import (
	"runtime"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/wire"
)

// idleBound is the memory in bytes that an idle connection may take, its congestion control included.
const idleBound = 4096

func heapInUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// talk sends so many bytes each way and reads them.
func (p *pair) talk(bytes int) {
	for from, c := range p.ends {
		to := p.ends[1-from]
		for left, got := bytes, 0; got < bytes; {
			n, _ := c.Write(p.block[:min(left, len(p.block))])
			left -= n
			p.now = p.now.Add(time.Millisecond)
			p.tick()
			n, _ = to.Read(p.read)
			got += n
			p.tick()
		}
	}
}

// tick fires what is due on both ends and carries what they send.
func (p *pair) tick() {
	for i, c := range p.ends {
		if d := c.Deadline(); !d.IsZero() && !p.now.Before(d) {
			c.Advance(p.now)
		}
		p.carry(i)
	}
	p.carry(client)
}

// idlePairs makes connections, has each of them talk, and lets them become quiet. They share the memory that
// only a test needs.
func idlePairs(t *testing.T, n int, config Config, bytes int) []*Conn {
	conns := make([]*Conn, 0, 2*n)
	first := newPairOf(t, config)
	for range n {
		p := newPairOf(t, config)
		p.datagram, p.block, p.read = first.datagram, first.block, first.read
		p.talk(bytes)
		p.now = p.now.Add(2 * quietTime)
		p.tick()
		conns = append(conns, p.ends[:]...)
	}
	return conns
}

// TestIdleConnectionsAreSmall: 10,000 connections that have carried a message and then a burst each way. An
// idle one once took 13.5 KiB after the message, and 178 KiB after 1 MiB.
func TestIdleConnectionsAreSmall(t *testing.T) {
	for _, control := range congestion.Names() {
		for _, test := range []struct{ conns, bytes int }{{10_000, 200}, {1000, 50_000}, {20, 1 << 20}} {
			config := Config{Congestion: control, Budget: NewBudget(64 << 20)}
			before := heapInUse()
			conns := idlePairs(t, test.conns/2, config, test.bytes)
			each := (heapInUse() - before) / int64(test.conns)
			t.Logf("%s, %d connections that have carried %d bytes each way: %d bytes each", control, test.conns, test.bytes, each)
			if held := config.Budget.Held(); held != 0 {
				t.Errorf("%s: the budget counts %d bytes", control, held)
			}
			if test.conns >= 1000 && each > idleBound {
				t.Errorf("%s: an idle connection takes %d bytes", control, each)
			}
			runtime.KeepAlive(conns)
		}
	}
}

// TestOneByteAtTheEdge: a datagram with one byte at the window's far edge once made the receiver allocate the whole
// window, for good.
func TestOneByteAtTheEdge(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[server].conn
	edge := c.recv.next.plus(c.recv.room() - 1)
	w.forge(server, wire.Segment{Flags: wire.ACK, Sequence: uint32(edge), Acknowledgement: uint32(c.una)}, c.largest+1, "x")
	if c.recv.early.spans == nil || c.recv.store.held != 1 {
		w.fail("%d chunks for one byte in %v", c.recv.store.held, c.recv.early.spans)
	}
}

// TestBulkAllocatesNothing: bursts of 64 KiB, each written, sent, received, read and acknowledged, allocate nothing once
// the budget has grown spare chunks.
func TestBulkAllocatesNothing(t *testing.T) {
	for name, budget := range map[string]*Budget{"own budgets": nil, "a shared budget": NewBudget(4 << 20)} {
		p := newPairOf(t, Config{Budget: budget})
		data := pattern(64<<10, 1)
		burst := func() {
			for left, got := len(data), 0; got < len(data); {
				n, _ := p.ends[client].Write(data[len(data)-left:])
				left -= n
				p.now = p.now.Add(100 * time.Microsecond)
				p.tick()
				n, _ = p.ends[server].Read(p.read)
				got += n
			}
			p.tick()
		}
		for range 200 {
			burst()
		}
		if n := testing.AllocsPerRun(500, burst); n != 0 {
			t.Errorf("%s: %v allocations a burst", name, n)
		}
	}
}
