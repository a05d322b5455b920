package classic

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/turn"
)

// fill seats n members.
func (w *world) fill(n int) []*peer {
	peers := make([]*peer, n)
	for i := range peers {
		peers[i] = w.peer(i)
		peers[i].join(fmt.Sprintf("murid %d", i))
		w.now = w.now.Add(20 * time.Millisecond) // within the limits
	}
	clear(w.mail)
	w.notes = nil
	return peers
}

func BenchmarkFanOut(b *testing.B) {
	for _, members := range []int{100, 1000} {
		b.Run(fmt.Sprint(members), func(b *testing.B) {
			w := newWorld(b, members)
			line := []byte(w.fill(members)[0].cipher("murid 0: " + strings.Repeat("halo dunia", 4)))
			from := w.peer(0).addr
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				w.c.Handle(w.now, turn.Path{Peer: from}, line)
				w.out.Sent()
				w.out.Noted()
			}
			b.ReportMetric(float64(b.N*members)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}

func BenchmarkMalformed(b *testing.B) {
	w := newWorld(b, 10)
	from, noise := w.peer(1).addr, []byte("\x80\x00 this is no datagram of the protocol at all")
	b.ReportAllocs()
	for range b.N {
		w.c.Handle(w.now, turn.Path{Peer: from}, noise)
	}
}

// TestMemoryOfAnIdleMember holds the promise of at most 10 KiB, here for sessions, room and tables.
func TestMemoryOfAnIdleMember(t *testing.T) {
	const members = 300
	w := newWorld(t, members)
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for i := range members {
		p := w.peer(i)
		p.join(fmt.Sprintf("murid %d", i))
		w.now = w.now.Add(20 * time.Millisecond)
		clear(w.mail)
		w.notes = nil
	}
	each := (heap() - before) / members
	t.Logf("%d bytes a member", each)
	if each > 4<<10 {
		t.Errorf("an idle member costs %d bytes on the heap, want at most 4 KiB", each)
	}
	runtime.KeepAlive(w)
}
