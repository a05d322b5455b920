package arq

import (
	"slices"
	"testing"
	"time"

	"obrolan/shared/impair"
)

// A chat, as the latency benchmark sees it.
const (
	messageSize  = 200
	messageEvery = 100 * time.Millisecond
	chatters     = 10
)

// chat is one connection on which a message is written every tenth of a second. It notes how long
// each takes from Write until Read has returned its last byte.
type chat struct {
	*world
	written []time.Time // when message i was written
	took    []time.Duration
	read    int // bytes
	message []byte
}

func newChat(t reporter, seed uint64, redundancy bool) *chat {
	lossy := impair.Config{Delay: 10 * time.Millisecond, Loss: 0.02}
	config := Config{Redundancy: redundancy}
	c := &chat{
		world:   newWorld(t, seed, lossy, lossy, config, config),
		message: make([]byte, messageSize),
	}
	c.quiet = true
	c.ends[client].app = func(*world, *end) {}
	c.ends[server].app = func(_ *world, e *end) {
		n, _ := e.conn.Read(e.scratch)
		c.read += n
		for done := c.read / messageSize; len(c.took) < done; {
			c.took = append(c.took, c.now.Sub(c.written[len(c.took)]))
		}
	}
	return c
}

// say writes one message and lets time pass until the next.
func (c *chat) say() {
	c.written = append(c.written, c.now)
	if n, err := c.ends[client].conn.Write(c.message); n != messageSize {
		c.fail("Write took %d bytes: %v", n, err)
	}
	c.pass(messageEvery)
}

// sentBytes counts the UDP payload of both directions.
func (c *chat) sentBytes() int64 {
	return c.ends[client].conn.Stats().SentBytes + c.ends[server].conn.Stats().SentBytes
}

// latency runs the chats and returns each message's time and the bytes sent beyond the messages' own,
// in percent of those.
func latency(t reporter, redundancy bool, seed uint64) (took []time.Duration, overhead float64) {
	var sent, payload int64
	for i := range chatters {
		c := newChat(t, seed*chatters+uint64(i), redundancy)
		c.pass(warmUp)
		before := c.sentBytes()
		for range int(measured / messageEvery) {
			c.say()
		}
		sent += c.sentBytes() - before
		c.pass(5 * time.Second)
		payload += int64(len(c.took)) * messageSize
		if len(c.took) != len(c.written) {
			c.fail("%d of %d messages arrived", len(c.took), len(c.written))
		}
		took = append(took, c.took...)
	}
	slices.Sort(took)
	return took, 100 * float64(sent-payload) / float64(payload)
}

// percentile picks from sorted times.
func percentile(sorted []time.Duration, p int) float64 {
	return float64(sorted[(len(sorted)-1)*p/100].Microseconds()) / 1000
}

func BenchmarkLatency(b *testing.B) {
	for _, redundancy := range []bool{false, true} {
		name := "redundancy=off"
		if redundancy {
			name = "redundancy=on"
		}
		b.Run(name, func(b *testing.B) {
			var all []time.Duration
			var overhead float64
			for i := range b.N {
				took, over := latency(b, redundancy, uint64(i)+1)
				all = append(all, took...)
				overhead += over
			}
			slices.Sort(all)
			b.ReportMetric(percentile(all, 50), "p50-ms")
			b.ReportMetric(percentile(all, 99), "p99-ms")
			b.ReportMetric(percentile(all, 100), "max-ms")
			b.ReportMetric(overhead/float64(b.N), "%overhead")
		})
	}
}
