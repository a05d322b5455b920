package impair

import (
	"testing"
	"time"
)

// quiet switches on everything that neither copies nor damages.
func quiet() Config {
	c := everything()
	c.Duplicate, c.Corrupt = 0, 0
	c.Rate, c.Queue = 100_000_000, 250_000
	c.LossOnly = kindIs('D')
	c.Outages = []Outage{{time.Hour, 2 * time.Hour}}
	c.Rules = []Rule{{Match: kindIs('D'), Occurs: Every(100), Action: Hold(time.Millisecond)}}
	return c
}

func TestSendAllocatesNothing(t *testing.T) {
	l := NewLink(quiet(), 1, 1, Up)
	datagram, now := append([]byte{'D'}, make([]byte, 1199)...), epoch
	out := make([]Delivery, 0, 4)
	if n := testing.AllocsPerRun(5000, func() {
		out = l.Send(now, datagram, out[:0])
		now = now.Add(100 * time.Microsecond)
	}); n != 0 {
		t.Errorf("%v allocations a datagram", n)
	}
	if s := l.Stats(); s.Delivered == 0 || s.Lost == 0 || s.Reordered == 0 {
		t.Errorf("the test met too little: %v", s)
	}
}

func BenchmarkSend(b *testing.B) {
	for _, c := range []struct {
		name   string
		config Config
	}{
		{"nothing", Config{}},
		{"loss=5%", Config{Loss: 0.05}},
		{"bottleneck", Config{Rate: 100_000_000, Queue: 250_000, Delay: 10 * time.Millisecond, Loss: 0.05, LossOnly: kindIs('D')}},
		{"uncopied", quiet()},
		{"dup=100%", Config{Duplicate: 1}},
		{"corrupt=100%", Config{Corrupt: 1}},
	} {
		b.Run(c.name, func(b *testing.B) {
			l := NewLink(c.config, 1, 1, Up)
			datagram, now := append([]byte{'D'}, make([]byte, 1199)...), epoch
			var out []Delivery
			b.ReportAllocs()
			for b.Loop() {
				out = l.Send(now, datagram, out[:0])
				now = now.Add(100 * time.Microsecond)
			}
		})
	}
}

func BenchmarkTimeline(b *testing.B) {
	var line Timeline[Delivery]
	now := epoch
	for i := range 200 {
		line.Push(now.Add(time.Duration(i)*time.Microsecond), Delivery{})
	}
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Microsecond)
		line.Pop(now)
		line.Push(now.Add(200*time.Microsecond), Delivery{})
	}
}
