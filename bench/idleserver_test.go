//go:build linux

package bench

import (
	"flag"
	"strconv"
	"testing"
	"time"
)

var idleTime = flag.Duration("idle", 30*time.Second, "how long BenchmarkIdleServer watches")

const (
	askEvery      = 30 * time.Second // as our own client does
	maxIdleShare  = 1.0              // % of one core
	probePatience = 15 * time.Second // a silent member is probed within this time
)

// BenchmarkIdleServer measures how much of one core a server uses with 1,000 members in the room who say nothing, for 30 s (flag
// -idle). It includes what the server does of its own accord, an empty datagram to each member who was silent for ten
// seconds, and what members do: like our own client, each asks every 30 s whether it is still in, and is answered. Every
// question must be answered, and every member be probed.
func BenchmarkIdleServer(b *testing.B) {
	s := start(b, "--max-members", strconv.Itoa(stormMembers))
	c, _ := enter(b, s, stormMembers)
	if _, err := c.Idle(settle, 0); err != nil { // the storm's garbage is collected meanwhile
		b.Fatal(err)
	}
	for b.Loop() {
		before := cpu(b, s.PID)
		idle, err := c.Idle(*idleTime, askEvery)
		if err != nil {
			b.Fatal(err)
		}
		share := 100 * (cpu(b, s.PID) - before) / idle.Elapsed.Seconds()
		b.ReportMetric(share, "cpu%")
		b.ReportMetric(float64(idle.Probes)/idle.Elapsed.Seconds(), "probes/s")
		b.ReportMetric(float64(idle.Answered)/idle.Elapsed.Seconds(), "answers/s")
		if share >= maxIdleShare {
			b.Errorf("an idle server uses %.2f %% of a core, asked for: less than %v", share, maxIdleShare)
		}
		if idle.Answered != idle.Asked || idle.Damaged > 0 || idle.Elapsed > probePatience && idle.Probes < stormMembers {
			b.Errorf("%d asked, %d were answered, %d probes came, %d other datagrams", idle.Asked, idle.Answered, idle.Probes, idle.Damaged)
		}
	}
	b.ReportMetric(0, "ns/op") // the time of a run is fixed
}
