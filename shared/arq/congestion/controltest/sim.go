package controltest

import (
	"math/rand/v2"
	"obrolan/shared/arq/congestion/control"
	"time"
)

// Sim is one bottleneck in virtual time: senders with always more to send (or a
// rate of their own), a tail-drop queue, random loss, and receivers that acknowledge
// each datagram or every second one. Loss detection is what RACK comes to on a path
// that does not reorder: a datagram is lost once one that left later is acknowledged.
type Sim struct {
	Path
	Now    time.Duration
	events events
	seq    uint64
	random *rand.Rand
	FreeAt time.Duration // when the bottleneck has sent all that is queued
	flows  []*Flow
	Drops  int
	Dark   bool // nothing gets through
}

// Epoch is the moment at which the virtual time begins.
var Epoch = time.Unix(1_000_000_000, 0)

// Clock is the present moment.
func (s *Sim) Clock() time.Time { return Epoch.Add(s.Now) }

// NewSim prepares a run.
func NewSim(p Path, flows ...*Flow) *Sim {
	s := &Sim{Path: p, random: rand.New(rand.NewPCG(p.Seed, 7)), flows: flows}
	for _, f := range flows {
		if f.AckEvery == 0 {
			f.AckEvery = 1
		}
		f.wakeAt = -1
		s.wake(f, f.Start)
		s.push(f.Start, eventTimer, f, 0)
	}
	return s
}

func (s *Sim) push(at time.Duration, kind uint8, f *Flow, arg int) {
	s.seq++
	s.events.push(event{at, s.seq, kind, f, arg})
}

func (s *Sim) wake(f *Flow, at time.Duration) {
	if f.wakeAt >= 0 && f.wakeAt <= at {
		return
	}
	f.wakeAt = at
	s.push(at, eventWake, f, 0)
}

// Run moves the time on to end.
func (s *Sim) Run(end time.Duration) {
	for len(s.events) > 0 && s.events[0].at <= end {
		e := s.events.pop()
		s.Now = e.at
		switch e.kind {
		case eventWake:
			if e.flow.wakeAt == e.at {
				e.flow.wakeAt = -1
				s.send(e.flow)
			}
		case eventArrive:
			s.arrive(e.flow, e.arg)
		case eventAck:
			s.ack(e.flow, e.arg)
		case eventTimer:
			s.timer(e.flow)
		}
	}
	s.Now = max(s.Now, end)
}

// send lets out what window, pacer and application allow.
func (s *Sim) send(f *Flow) {
	for {
		now := s.Clock()
		if wait := s.appWait(f); wait > 0 {
			if f.InFlight+MSS <= f.Controller.Window() {
				f.est.OnAppLimited(f.InFlight)
			}
			s.wake(f, s.Now+wait)
			return
		}
		if f.InFlight+MSS > f.Controller.Window() {
			return
		}
		if at := f.pacer.Next(now, f.Controller.PacingRate(), MSS); at.After(now) {
			s.wake(f, at.Sub(Epoch))
			return
		}
		n := len(f.Packets)
		p := f.est.OnSend(now, uint64(n), MSS, f.InFlight)
		f.InFlight += MSS
		f.Controller.OnSend(now, control.Sent{Bytes: MSS, InFlight: f.InFlight, AppLimited: p.AppLimited, RTO: f.rto()})
		f.pacer.OnSend(now, MSS, f.Controller.PacingRate(), MSS)
		f.Packets = append(f.Packets, Packet{PacketState: p})
		s.transmit(f, n)
	}
}

// appWait is how long the application has nothing to send.
func (s *Sim) appWait(f *Flow) time.Duration {
	if f.Pause != nil && f.Pause(s.Now) {
		return 10 * time.Millisecond
	}
	if f.AppRate == 0 {
		return 0
	}
	due := time.Duration(float64(len(f.Packets)*MSS) / f.AppRate * float64(time.Second))
	return f.Start + due - s.Now
}

func (s *Sim) transmit(f *Flow, n int) {
	lose := s.Loss > 0 && s.random.Float64() < s.Loss
	if s.Dark || lose && !s.After {
		return
	}
	backlog := max(s.FreeAt-s.Now, 0)
	if backlog.Seconds()*s.Rate+MSS > float64(s.Queue+MSS) {
		s.Drops++
		return
	}
	s.FreeAt = max(s.FreeAt, s.Now) + time.Duration(MSS/s.Rate*float64(time.Second))
	if !lose {
		s.push(s.FreeAt+s.RTT/2, eventArrive, f, n)
	}
}

func (s *Sim) arrive(f *Flow, n int) {
	f.received += MSS
	f.arrived = append(f.arrived, n)
	if len(f.arrived)%f.AckEvery == 0 {
		s.push(s.Now+s.RTT/2, eventAck, f, len(f.arrived))
	}
}

// ack processes an acknowledgement of the first upTo datagrams that arrived.
func (s *Sim) ack(f *Flow, upTo int) {
	now, bytes, newest := s.Clock(), 0, -1
	for ; f.Handled < upTo; f.Handled++ {
		n := f.arrived[f.Handled]
		p := &f.Packets[n]
		if p.Acked {
			continue
		}
		p.Acked = true
		f.est.OnAck(now, &p.PacketState)
		if !p.Lost {
			f.InFlight -= MSS
		}
		bytes += MSS
		newest = n
	}
	if newest < 0 {
		return
	}
	f.progress, f.backoff = s.Now, 0
	sent := f.Packets[newest].SentAt
	rtt := now.Sub(sent)
	if f.srtt == 0 {
		f.srtt, f.MinRTT = rtt, rtt
	}
	f.srtt += (rtt - f.srtt) / 8
	f.MinRTT = min(f.MinRTT, rtt)
	for ; f.Oldest < newest; f.Oldest++ {
		s.Declare(f, f.Oldest)
	}
	if newest >= f.recover {
		f.recovering = false
	}
	a := control.Ack{
		Bytes: bytes, InFlight: f.InFlight, RTT: rtt, SRTT: f.srtt, MinRTT: f.MinRTT,
		Sample: f.est.Sample(f.MinRTT), Recovering: f.recovering,
	}
	f.Controller.OnAck(now, a)
	if f.OnAck != nil {
		f.OnAck(s.Now, f, a)
	}
	s.send(f)
}

// Declare declares the datagram n lost.
func (s *Sim) Declare(f *Flow, n int) { s.declare(f, n, false) }

// declare declares the datagram n lost. What leaves next takes the place of what was sent again.
func (s *Sim) declare(f *Flow, n int, timeout bool) {
	p := &f.Packets[n]
	if p.Acked || p.Lost {
		return
	}
	if !f.recovering {
		f.recovering, f.recover = true, len(f.Packets)-1
	}
	f.recover++
	p.Lost = true
	f.InFlight -= MSS
	f.est.OnLoss(&p.PacketState)
	l := f.est.Loss(&p.PacketState, f.InFlight, (len(f.Packets)-n)*MSS)
	l.Timeout = timeout
	f.Controller.OnLoss(s.Clock(), l)
}

// timer is the retransmission timer, looked at every ten milliseconds.
func (s *Sim) timer(f *Flow) {
	if f.InFlight > 0 && s.Now-f.progress > f.rto() {
		flightSize := (len(f.Packets) - f.Oldest) * MSS
		for ; f.Oldest < len(f.Packets); f.Oldest++ {
			s.declare(f, f.Oldest, true)
		}
		f.Controller.OnTimeout(s.Clock(), flightSize)
		f.progress = s.Now
		f.backoff = min(f.backoff+1, 6)
		s.send(f)
	}
	if f.InFlight == 0 {
		f.progress = s.Now
	}
	s.push(s.Now+10*time.Millisecond, eventTimer, f, 0)
}

// Goodput runs the warm-up and then the time measured, and returns each flow's share of
// the link's rate in the latter.
func (s *Sim) Goodput(warmUp, measured time.Duration) []float64 {
	s.Run(s.Now + warmUp)
	before := make([]int64, len(s.flows))
	for i, f := range s.flows {
		before[i] = f.received
	}
	s.Run(s.Now + measured)
	shares := make([]float64, len(s.flows))
	for i, f := range s.flows {
		shares[i] = float64(f.received-before[i]) / (s.Rate * measured.Seconds())
	}
	return shares
}
