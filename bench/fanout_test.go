//go:build linux

package bench

import (
	"slices"
	"testing"
	"time"

	"obrolan/bench/bare"
	"obrolan/bench/crowd"
	"obrolan/bench/process"
)

const (
	classMembers = 100
	rounds       = 21
	roundTime    = 300 * time.Millisecond

	minRatio = 0.5 // of our rate to the bare one
)

// BenchmarkFanout measures how fast a room of 100 delivers lines of 40 characters, against how fast a process that does
// nothing else writes the very same datagrams to the very same sockets.
//
// Three processes take part: the server, the bare sender, and this one, which is the members. In turn, for 0.3 s each,
// 21 times: members say lines as fast as the room delivers them (crowd.Saturate), and the bare sender
// writes, for each line, one datagram to each member with WriteToUDPAddrPort, as fast as it can. What the members receive is the
// same in both, to the byte, and so is what they do with it; they are read in sweeps without any poller (package crowd),
// so that the readers are a constant. Each round of ours has the bare one beside it as its
// yardstick, as the speed of a shared machine changes from second to second; ratio is the median of all.
//
// Our rate counts what arrived, from the first line said to the last delivery. The bare rate counts what was written, which
// is to our disadvantage. What the server does for it and the bare sender does not: read and decrypt each line, check who
// speaks, encrypt it for each member under that one's key, write a log.
//
// cpu-ratio is the same by processor time, which depends less on who else is busy. Processor time includes what the kernel does within a system call, on loopback thus also the way up to the receiver's socket.
func BenchmarkFanout(b *testing.B) {
	s := start(b)
	c, _ := enter(b, s, classMembers)
	yardstick, err := bare.Start(c.Datagrams(), c.Addrs())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := yardstick.Stop(); err != nil {
			b.Error(err)
		}
	})
	b.Logf("receive buffers granted: %d KiB", c.Granted()>>10)
	for b.Loop() {
		var ours, bares, ratios, ourCPU, bareCPU []float64
		for range rounds {
			rate, used := fanoutRound(b, s, c)
			bareRate, bareUsed := bareRound(b, yardstick, c)
			ours, ourCPU = append(ours, rate), append(ourCPU, used)
			bares, bareCPU = append(bares, bareRate), append(bareCPU, bareUsed)
			ratios = append(ratios, rate/bareRate)
		}
		b.ReportMetric(median(ours), "deliveries/s")
		b.ReportMetric(median(bares), "bare/s")
		b.ReportMetric(median(ratios), "ratio")
		b.ReportMetric(median(bareCPU)/median(ourCPU), "cpu-ratio")
		b.ReportMetric(median(ourCPU), "cpu-µs/delivery")
		b.ReportMetric(median(bareCPU), "bare-cpu-µs/delivery")
		b.Logf("deliveries/s %s, bare/s %s, ratio %.2f … %.2f", thousands(ours), thousands(bares), slices.Min(ratios), slices.Max(ratios))
		if r := median(ratios); r < minRatio {
			b.Errorf("the room delivers at %.2f of the bare rate, asked for: at least %v", r, minRatio)
		}
	}
	b.ReportMetric(0, "ns/op") // the time of a run is fixed
}

// fanoutRound returns deliveries a second, and the server's processor time for each, in µs.
func fanoutRound(b *testing.B, s *process.Server, c *crowd.Crowd) (rate, used float64) {
	b.Helper()
	before := cpu(b, s.PID)
	talk, err := c.Saturate(roundTime)
	used = cpu(b, s.PID) - before
	if err == nil {
		err = talk.Err()
	}
	if err != nil {
		b.Fatalf("%v; the server dropped %s", err, dropped(s))
	}
	return talk.Rate(), used / float64(talk.Deliveries) * 1e6
}

// bareRound returns datagrams written a second, and the bare sender's processor time for each, in µs.
func bareRound(b *testing.B, yardstick *bare.Sender, c *crowd.Crowd) (rate, used float64) {
	b.Helper()
	if err := yardstick.Send(roundTime); err != nil {
		b.Fatal(err)
	}
	var r bare.Result
	var done bool
	count, err := c.Count(func() (int, bool) {
		if !done {
			var err error
			if r, done, err = yardstick.Result(); err != nil {
				b.Fatal(err)
			}
		}
		return r.Sent, done
	})
	if err != nil {
		b.Fatal(err)
	}
	if lost := r.Sent - count.Deliveries; lost+count.Damaged+r.Failed > 0 {
		// It is not paced by those who read, so that this can happen where buffers are small, and says nothing about the server.
		b.Logf("bare: %d of %d lost, %d damaged, %d refused by the system", lost, r.Sent, count.Damaged, r.Failed)
	}
	return float64(r.Sent) / r.Elapsed.Seconds(), r.CPU.Seconds() / float64(r.Sent) * 1e6
}
