package controltest

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// MSS is the size of every datagram in bytes.
const MSS = 1200

// Path is a bottleneck in one direction and a loss-free way back.
type Path struct {
	Rate  float64 // bytes per second
	RTT   time.Duration
	Queue int // bytes
	Loss  float64
	After bool // random loss strikes behind the bottleneck, not before it
	Seed  uint64
}

// BDP is the bandwidth-delay product in bytes.
func (p Path) BDP() int { return int(p.Rate * p.RTT.Seconds()) }

// LabPath is the path that the lab's figures are taken on: 100 Mbit/s, a queue of one BDP.
func LabPath(rtt time.Duration, loss float64) Path {
	p := Path{Rate: 100e6 / 8, RTT: rtt, Loss: loss, Seed: 1}
	p.Queue = p.BDP()
	return p
}

// Packet is one datagram of a Flow.
type Packet struct {
	control.PacketState
	Acked, Lost bool
}

// Flow is one sender and its receiver.
type Flow struct {
	Controller control.Controller
	est        control.Estimator
	pacer      control.Pacer
	Start      time.Duration
	AckEvery   int
	AppRate    float64 // bytes per second that the application writes; 0: no limit
	Pause      func(now time.Duration) bool

	Packets  []Packet // all sent, by number
	Oldest   int      // below it everything is acknowledged or lost
	InFlight int
	srtt     time.Duration
	MinRTT   time.Duration
	progress time.Duration // when something was last acknowledged
	backoff  uint

	recovering bool
	recover    int // the number of the datagram that repairs the last loss

	wakeAt time.Duration

	arrived  []int // datagrams in the order in which they reached the receiver
	Handled  int   // of these, the sender knows so many
	received int64 // bytes that reached the receiver
	OnAck    func(now time.Duration, f *Flow, a control.Ack)
}

func (f *Flow) rto() time.Duration { return max(200*time.Millisecond, 2*f.srtt) << f.backoff }
