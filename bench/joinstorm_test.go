//go:build linux

package bench

import (
	"strconv"
	"testing"

	"obrolan/bench/process"
)

const stormMembers = 1000

// BenchmarkJoinStorm has 1,000 members join at once: all send their keys, and each goes on as fast as it is answered, with
// the announcement twice, as original clients do. It ends when everybody has a name and has seen, once each, all who
// came in later: 499,500 notices, each compared to the byte, and accounted for pair by pair. Nobody may be refused, no notice may be missing or
// come twice. Of a server that is fresh each time.
//
//	s/storm        from the first datagram to the last notice
//	s/in           until the last member had its name
//	s/slowest      longest wait for an answer; original clients give up after 3 s
//	repeated       requests sent again because no answer came within 3 s
//	peak-MiB       the most memory that the server ever occupied (VmHWM)
func BenchmarkJoinStorm(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := start(b, "--max-members", strconv.Itoa(stormMembers))
		c := open(b, s, stormMembers)
		b.StartTimer()
		storm, err := c.Join()
		b.StopTimer()
		if err == nil {
			err = storm.Err()
		}
		if err != nil {
			b.Fatalf("%v; the server dropped %s; its log:\n%s", err, dropped(s), s.Log())
		}
		memory, err := process.ReadMemory(s.PID)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(storm.Elapsed.Seconds(), "s/storm")
		b.ReportMetric(storm.In.Seconds(), "s/in")
		b.ReportMetric(storm.Slowest.Seconds(), "s/slowest")
		b.ReportMetric(float64(storm.Repeated), "repeated")
		b.ReportMetric(float64(storm.Refused), "refused")
		b.ReportMetric(float64(storm.Notices), "notices")
		b.ReportMetric(float64(memory.Peak)/(1<<20), "peak-MiB")
		c.Close()
		b.StartTimer()
	}
	b.ReportMetric(0, "ns/op") // s/storm says the same
}
