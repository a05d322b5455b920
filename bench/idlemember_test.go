//go:build linux

package bench

import (
	"strconv"
	"testing"
	"time"

	"obrolan/bench/process"
)

const (
	settle       = 12 * time.Second // so that every silent member has been probed
	maxMemberKiB = 10
)

// BenchmarkIdleMember measures what 1,000 members cost who do nothing, after a storm of joins in which everybody saw everybody come
// in, so that their tables are filled, and after the first probes: how much the server has grown since it was empty,
// divided by 1,000.
//
//	heap-KiB/member   objects on the heap, garbage included
//	rss-KiB/member    memory that the process occupies: heap, stacks, buffers, pages of the program that were touched
//
// Both must be at most 10 KiB. Nothing is tuned and no collection is forced. Reading the heap takes heap by itself; so it is read
// once of a server that stays empty, and once, at the very end, of the one that is full.
func BenchmarkIdleMember(b *testing.B) {
	for b.Loop() {
		heapBefore := heap(b, start(b, "--max-members", strconv.Itoa(stormMembers)))
		s := start(b, "--max-members", strconv.Itoa(stormMembers))
		before := memory(b, s)
		c, _ := enter(b, s, stormMembers)
		if _, err := c.Idle(settle, 0); err != nil {
			b.Fatal(err)
		}
		after := memory(b, s)
		objects := perMember(heapBefore, heap(b, s))
		rss := perMember(float64(before.Resident), float64(after.Resident))
		b.ReportMetric(objects, "heap-KiB/member")
		b.ReportMetric(rss, "rss-KiB/member")
		b.Logf("occupied: %d KiB when empty, %d KiB with %d members, of these %d KiB anonymous; at most %d KiB",
			before.Resident>>10, after.Resident>>10, stormMembers, after.Anonymous>>10, after.Peak>>10)
		if max(objects, rss) > maxMemberKiB {
			b.Errorf("an idle member costs %.1f KiB of heap and %.1f KiB of memory, asked for: at most %d", objects, rss, maxMemberKiB)
		}
		c.Close()
	}
	b.ReportMetric(0, "ns/op") // the time of a run is fixed
}

// heap returns the bytes on the server's heap.
func heap(b *testing.B, s *process.Server) float64 {
	b.Helper()
	counters, err := s.Counters()
	if err != nil {
		b.Fatal(err)
	}
	return counters[process.Heap]
}

func memory(b *testing.B, s *process.Server) process.Memory {
	b.Helper()
	m, err := process.ReadMemory(s.PID)
	if err != nil {
		b.Fatal(err)
	}
	return m
}

func perMember(before, after float64) (kib float64) { return (after - before) / stormMembers / 1024 }
