package controltest

import (
	"obrolan/shared/arq/congestion/control"
	"time"
)

// Driver feeds a controller by hand, over a path of constant round-trip time, without
// a queue, that delivers what it is told to.
type Driver struct {
	Controller control.Controller
	Estimator  control.Estimator
	Now        time.Time
	RTT        time.Duration
	MinRTT     time.Duration
	Bytes      int // in flight

	number uint64
	flight []control.PacketState // of these the first head are settled
	head   int
}

// NewDriver is a Driver for a controller made for datagrams of MSS bytes.
func NewDriver(c control.Controller, rtt time.Duration) *Driver {
	return &Driver{
		Controller: c, Now: Epoch, RTT: rtt, MinRTT: rtt, flight: make([]control.PacketState, 0, 1<<14),
	}
}

// Window is the congestion window in datagrams.
func (d *Driver) Window() float64 { return float64(d.Controller.Window()) / MSS }

// Send sends n datagrams, whatever the window.
func (d *Driver) Send(n int) {
	for range n {
		p := d.Estimator.OnSend(d.Now, d.number, MSS, d.Bytes)
		d.number++
		d.Bytes += MSS
		d.flight = append(d.flight, p)
		d.Controller.OnSend(d.Now, control.Sent{Bytes: MSS, InFlight: d.Bytes, AppLimited: p.AppLimited})
	}
}

// Fill sends what the window allows.
func (d *Driver) Fill() {
	for d.Bytes+MSS <= d.Controller.Window() {
		d.Send(1)
	}
}

// take removes the oldest datagram in flight.
func (d *Driver) take() control.PacketState {
	p := d.flight[d.head]
	d.head++
	if d.head == len(d.flight) {
		d.flight, d.head = d.flight[:0], 0
	}
	d.Bytes -= MSS
	return p
}

// Left is the number of datagrams in flight.
func (d *Driver) Left() int { return len(d.flight) - d.head }

// Ack acknowledges the oldest n, one by one.
func (d *Driver) Ack(n int) {
	for range n {
		p := d.take()
		d.Estimator.OnAck(d.Now, &p)
		rtt := d.Now.Sub(p.SentAt)
		d.MinRTT = min(d.MinRTT, rtt)
		d.Controller.OnAck(d.Now, control.Ack{
			Bytes: MSS, InFlight: d.Bytes, RTT: rtt, SRTT: d.RTT, MinRTT: d.MinRTT,
			SentAt: p.SentAt, Sample: d.Estimator.Sample(d.MinRTT),
		})
	}
}

// Lose declares the oldest n lost.
func (d *Driver) Lose(n int) {
	for range n {
		p := d.take()
		d.Estimator.OnLoss(&p)
		d.Controller.OnLoss(d.Now, d.Estimator.Loss(&p, d.Bytes))
	}
}

// Timeout lets the retransmission timer fire.
func (d *Driver) Timeout() {
	d.Controller.OnTimeout(d.Now, d.Bytes)
	for d.Left() > 0 {
		p := d.take()
		d.Estimator.OnLoss(&p)
	}
}

// Round is a whole round trip with a full window and nothing lost.
func (d *Driver) Round() {
	d.Fill()
	d.Now = d.Now.Add(d.RTT)
	d.Ack(d.Left())
}

// Recover takes a loss through to the end of its recovery.
func (d *Driver) Recover() {
	d.Fill()
	d.Now = d.Now.Add(d.RTT)
	d.Lose(1)
	d.Ack(d.Left())
	d.Now = d.Now.Add(time.Millisecond)
	d.Send(1)
	d.Now = d.Now.Add(d.RTT)
	d.Ack(1)
}
