package congestion

import (
	"testing"
	"time"
)

// driver feeds a controller by hand, over a path of constant round-trip time, without
// a queue, that delivers what it is told to.
type driver struct {
	cc     Controller
	est    Estimator
	now    time.Time
	rtt    time.Duration
	minRTT time.Duration
	number uint64
	flight []PacketState // of these the first head are settled
	head   int
	bytes  int
}

func newDriver(t testing.TB, name string, rtt time.Duration, options ...Option) *driver {
	t.Helper()
	cc, err := New(name, simMSS, options...)
	if err != nil {
		t.Fatal(err)
	}
	return &driver{
		cc: cc, now: simEpoch, rtt: rtt, minRTT: rtt, flight: make([]PacketState, 0, 1<<14),
	}
}

// window is the congestion window in datagrams.
func (d *driver) window() float64 { return float64(d.cc.Window()) / simMSS }

func (d *driver) send(n int) {
	for range n {
		p := d.est.OnSend(d.now, d.number, simMSS, d.bytes)
		d.number++
		d.bytes += simMSS
		d.flight = append(d.flight, p)
		d.cc.OnSend(d.now, Sent{Bytes: simMSS, InFlight: d.bytes, AppLimited: p.AppLimited})
	}
}

// fill sends what the window allows.
func (d *driver) fill() {
	for d.bytes+simMSS <= d.cc.Window() {
		d.send(1)
	}
}

// take removes the oldest datagram in flight.
func (d *driver) take() PacketState {
	p := d.flight[d.head]
	d.head++
	if d.head == len(d.flight) {
		d.flight, d.head = d.flight[:0], 0
	}
	d.bytes -= simMSS
	return p
}

// left is the number of datagrams in flight.
func (d *driver) left() int { return len(d.flight) - d.head }

// ack acknowledges the oldest n, one by one.
func (d *driver) ack(n int) {
	for range n {
		p := d.take()
		d.est.OnAck(d.now, &p)
		rtt := d.now.Sub(p.SentAt)
		d.minRTT = min(d.minRTT, rtt)
		d.cc.OnAck(d.now, Ack{
			Bytes: simMSS, InFlight: d.bytes, RTT: rtt, SRTT: d.rtt, MinRTT: d.minRTT,
			SentAt: p.SentAt, Sample: d.est.Sample(d.minRTT),
		})
	}
}

// lose declares the oldest n lost.
func (d *driver) lose(n int) {
	for range n {
		p := d.take()
		d.est.OnLoss(&p)
		d.cc.OnLoss(d.now, d.est.Loss(&p, d.bytes))
	}
}

// timeout lets the retransmission timer fire.
func (d *driver) timeout() {
	d.cc.OnTimeout(d.now, d.bytes)
	for d.left() > 0 {
		p := d.take()
		d.est.OnLoss(&p)
	}
}

// round is a whole round trip with a full window and nothing lost.
func (d *driver) round() {
	d.fill()
	d.now = d.now.Add(d.rtt)
	d.ack(d.left())
}

// recover takes a loss through to the end of its recovery.
func (d *driver) recover() {
	d.fill()
	d.now = d.now.Add(d.rtt)
	d.lose(1)
	d.ack(d.left())
	d.now = d.now.Add(time.Millisecond)
	d.send(1)
	d.now = d.now.Add(d.rtt)
	d.ack(1)
}
