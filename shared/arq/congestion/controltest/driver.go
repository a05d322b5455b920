package controltest

import (
	"obrolan/shared/arq/congestion/control"
	"time"
)

// Driver feeds a controller by hand, over a path of constant round-trip time, without
// a queue, that delivers and loses what the test says.
type Driver struct {
	Controller control.Controller
	Estimator  control.Estimator
	Now        time.Time
	RTT        time.Duration
	MinRTT     time.Duration
	RTO        time.Duration
	Bytes      int // in flight

	number     uint64
	recovering bool
	recover    uint64                // the number at which the recovery began
	unrepaired int                   // bytes lost in it
	flight     []control.PacketState // of these the first head are settled
	head       int
}

// NewDriver is a Driver for a controller made for datagrams of MSS bytes.
func NewDriver(c control.Controller, rtt time.Duration) *Driver {
	return &Driver{
		Controller: c, Now: Epoch, RTT: rtt, MinRTT: rtt, RTO: 200 * time.Millisecond,
		flight: make([]control.PacketState, 0, 1<<14),
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
		d.Controller.OnSend(d.Now, control.Sent{Bytes: MSS, InFlight: d.Bytes, AppLimited: p.AppLimited, RTO: d.RTO})
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
		if d.recovering && p.Number >= d.recover {
			d.recovering, d.unrepaired = false, 0
		}
		d.MinRTT = min(d.MinRTT, rtt)
		d.Controller.OnAck(d.Now, control.Ack{
			Bytes: MSS, InFlight: d.Bytes, RTT: rtt, SRTT: d.RTT, MinRTT: d.MinRTT,
			Sample: d.Estimator.Sample(d.MinRTT), Recovering: d.recovering,
		})
	}
}

// Lose declares the oldest n lost. What was sent again is acknowledged as soon as something is that
// left after the first loss.
func (d *Driver) Lose(n int) {
	for range n {
		d.lose(false)
	}
}

func (d *Driver) lose(timeout bool) {
	p := d.take()
	if !d.recovering {
		d.recovering, d.recover = true, d.number
	}
	d.unrepaired += MSS
	d.Estimator.OnLoss(&p)
	l := d.Estimator.Loss(&p, d.Bytes, d.Bytes+d.unrepaired)
	l.Timeout = timeout
	d.Controller.OnLoss(d.Now, l)
}

// Timeout lets the retransmission timer fire.
func (d *Driver) Timeout() {
	flightSize := d.Bytes + d.unrepaired
	for d.Left() > 0 {
		d.lose(true)
	}
	d.Controller.OnTimeout(d.Now, flightSize)
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
