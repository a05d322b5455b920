//go:build linux

package bench

import (
	"testing"
	"time"
)

const (
	pacedShare  = 0.8 // of our own rate
	pacedRounds = 5   // in which our own rate is found
	pacedTime   = 8 * time.Second
)

// BenchmarkPaced counts what is lost when a room of 100 is kept at 80 % of the rate that it reached just before: nothing
// may be, and nothing may come twice or changed. Every one of the deliveries is looked at (crowd.Talk). Lines are said at a
// steady pace whatever comes of them, so that a server that does not keep up shows here.
//
// What bursts a system survives depends on its receive buffers: the server's and the members' sockets ask for 4 MiB each, and what was
// granted is printed. achieved% is the pace that was kept: on a machine where others are busy, this process may come too
// late, and then says less rather than all at once.
func BenchmarkPaced(b *testing.B) {
	s := start(b)
	c, _ := enter(b, s, classMembers)
	b.Logf("receive buffers granted: %d KiB", c.Granted()>>10)
	for b.Loop() {
		var rates []float64
		for range pacedRounds {
			rate, _ := fanoutRound(b, s, c)
			rates = append(rates, rate)
		}
		lines := pacedShare * median(rates) / classMembers
		before := cpu(b, s.PID)
		talk, err := c.Pace(lines, pacedTime)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(talk.Rate(), "deliveries/s")
		b.ReportMetric(100*float64(talk.Lost())/float64(talk.Lines*talk.Members), "lost%")
		b.ReportMetric(100*talk.Pace()/lines, "achieved%")
		b.ReportMetric((cpu(b, s.PID)-before)/float64(talk.Deliveries)*1e6, "cpu-µs/delivery")
		b.Logf("of our rate of %s: %d lines, %d deliveries, %d lost", thousands(rates), talk.Lines, talk.Deliveries, talk.Lost())
		if share := talk.Pace() / lines; share < 0.95 {
			b.Logf("only %.0f %% of that pace was kept: run it again on a machine that is less busy", 100*share)
		}
		if err := talk.Err(); err != nil {
			b.Errorf("%v; the server dropped %s", err, dropped(s))
		}
	}
	b.ReportMetric(0, "ns/op") // the time of a run is fixed
}
