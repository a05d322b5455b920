package arq

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// The link of the goodput benchmark. Its rate counts UDP payload.
const (
	linkRate = 100_000_000 // bits per second
	warmUp   = 2 * time.Second
	measured = 10 * time.Second
)

// carriesData tells data segments from pure ACKs by the length field.
func carriesData(datagram []byte) bool {
	return binary.BigEndian.Uint16(datagram[2:])&0xFFF > 0
}

// endless writes whenever there is room, so that the network alone sets the pace.
func endless(block []byte) func(*world, *end) {
	return func(_ *world, e *end) {
		if e.conn.Writable() >= len(block) {
			_, _ = e.conn.Write(block)
		}
	}
}

// counting reads all and keeps only the count.
func counting(total *int64) func(*world, *end) {
	return func(_ *world, e *end) {
		for {
			n, err := e.conn.Read(e.scratch)
			*total += int64(n)
			if n == 0 || errors.Is(err, io.EOF) {
				return
			}
		}
	}
}

// bulk is one transfer over one bottleneck that is never idle for want of data.
func bulk(t reporter, control string, rtt time.Duration, loss float64, seed uint64) (*world, *int64) {
	up := impair.Config{
		Delay:    rtt / 2,
		Rate:     linkRate,
		Queue:    int(linkRate / 8 * rtt.Seconds()),
		Loss:     loss,
		LossOnly: carriesData,
	}
	down := impair.Config{Delay: rtt / 2}
	configs := [2]Config{}
	for i := range configs {
		configs[i] = Config{Congestion: control, InitialSequence: uint32(seed), SendBuffer: 8 << 20, ReceiveBuffer: 8 << 20, KeepAlive: -1}
	}
	w := newWorld(t, seed, up, down, configs[client], configs[server])
	w.quiet = true
	w.ends[client].app = endless(make([]byte, 64<<10))
	var total int64
	w.ends[server].app = counting(&total)
	return w, &total
}

// goodput is the share of the link's rate that reaches the reader while we measure, in percent.
func goodput(t reporter, control string, rtt time.Duration, loss float64, seed uint64, measured time.Duration) (float64, *world) {
	w, total := bulk(t, control, rtt, loss, seed)
	w.pass(warmUp)
	before := *total
	w.pass(measured)
	return 100 * float64(*total-before) * 8 / measured.Seconds() / linkRate, w
}

func BenchmarkGoodput(b *testing.B) {
	for _, control := range congestion.Names() {
		for _, rtt := range []time.Duration{20 * time.Millisecond, 80 * time.Millisecond} {
			for _, loss := range []float64{0, 0.01, 0.05} {
				name := fmt.Sprintf("cc=%s/rtt=%v/loss=%.0f%%", control, rtt, 100*loss)
				b.Run(name, func(b *testing.B) { benchmarkGoodput(b, control, rtt, loss) })
			}
		}
	}
}

func benchmarkGoodput(b *testing.B, control string, rtt time.Duration, loss float64) {
	var sum float64
	var stats Stats
	for i := range b.N {
		share, w := goodput(b, control, rtt, loss, uint64(i)+1, measured)
		sum += share
		stats = w.ends[client].conn.Stats()
	}
	b.ReportMetric(sum/float64(b.N), "%link")
	b.ReportMetric(float64(stats.Timeouts), "timeouts")
	for unit, law := range laws[control] {
		if loss > 0 {
			const payload = wire.MaxDatagram - wire.HeaderSize
			b.ReportMetric(100*8*law(payload, rtt, loss)/linkRate, unit)
		}
	}
}

// laws are what a control's own law allows under random loss, for comparison. BBR has none: it does not
// take each loss for congestion.
var laws = map[string]map[string]func(int, time.Duration, float64) float64{
	congestion.NewRenoName:  {"%law": congestion.NewRenoResponse},
	congestion.CubicName:    {"%law": congestion.CubicResponse},
	congestion.CubicLabName: {"%law": congestion.CubicLabResponse},
}
