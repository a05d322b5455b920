package congestion

import (
	"math/rand/v2"
	"testing"
	"time"
)

// The simulator is one bottleneck in virtual time: senders with always more to send (or a
// rate of their own), a tail-drop queue, random loss, and receivers that acknowledge
// each datagram or every second one. Loss detection is what RACK comes to on a path
// that does not reorder: a datagram is lost once one that left later is acknowledged.

const simMSS = 1200

// simPath is a bottleneck in one direction and a loss-free way back.
type simPath struct {
	rate  float64 // bytes per second
	rtt   time.Duration
	queue int // bytes
	loss  float64
	after bool // random loss strikes behind the bottleneck, not before it
	seed  uint64
}

// bdp is the bandwidth-delay product in bytes.
func (p simPath) bdp() int { return int(p.rate * p.rtt.Seconds()) }

// labPath is the path that the lab's figures are taken on: 100 Mbit/s, a queue of one BDP.
func labPath(rtt time.Duration, loss float64) simPath {
	p := simPath{rate: 100e6 / 8, rtt: rtt, loss: loss, seed: 1}
	p.queue = p.bdp()
	return p
}

type simPacket struct {
	PacketState
	acked, lost bool
}

type simFlow struct {
	cc       Controller
	est      Estimator
	pacer    Pacer
	start    time.Duration
	ackEvery int
	appRate  float64 // bytes per second that the application writes; 0: no limit
	pause    func(now time.Duration) bool

	packets  []simPacket // all sent, by number
	oldest   int         // below it everything is acknowledged or lost
	inFlight int
	srtt     time.Duration
	minRTT   time.Duration
	progress time.Duration // when something was last acknowledged
	backoff  uint
	wakeAt   time.Duration

	arrived  []int // datagrams in the order in which they reached the receiver
	handled  int   // of these, the sender knows so many
	received int64 // bytes that reached the receiver
	onAck    func(now time.Duration, f *simFlow, a Ack)
}

type simEvent struct {
	at   time.Duration
	seq  uint64
	kind uint8
	flow *simFlow
	arg  int
}

const (
	simWake uint8 = iota
	simArrive
	simAck
	simTimer
)

// simEvents is a heap, the earliest event first; events of one moment keep their order.
type simEvents []simEvent

func (h simEvents) less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].seq < h[j].seq
}

func (h *simEvents) push(e simEvent) {
	*h = append(*h, e)
	for i := len(*h) - 1; i > 0 && h.less(i, (i-1)/2); i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

func (h *simEvents) pop() simEvent {
	first, last := (*h)[0], len(*h)-1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			return first
		}
		if child+1 < last && h.less(child+1, child) {
			child++
		}
		if !h.less(child, i) {
			return first
		}
		(*h)[i], (*h)[child] = (*h)[child], (*h)[i]
		i = child
	}
}

type sim struct {
	simPath
	now    time.Duration
	events simEvents
	seq    uint64
	random *rand.Rand
	freeAt time.Duration // when the bottleneck has sent all that is queued
	flows  []*simFlow
	drops  int
	dark   bool // nothing gets through
}

var simEpoch = time.Unix(1_000_000_000, 0)

func (s *sim) clock() time.Time { return simEpoch.Add(s.now) }

func newSim(p simPath, flows ...*simFlow) *sim {
	s := &sim{simPath: p, random: rand.New(rand.NewPCG(p.seed, 7)), flows: flows}
	for _, f := range flows {
		if f.ackEvery == 0 {
			f.ackEvery = 1
		}
		f.wakeAt = -1
		s.wake(f, f.start)
		s.push(f.start, simTimer, f, 0)
	}
	return s
}

func newFlow(t testing.TB, name string, options ...Option) *simFlow {
	t.Helper()
	cc, err := New(name, simMSS, options...)
	if err != nil {
		t.Fatal(err)
	}
	return &simFlow{cc: cc}
}

func (s *sim) push(at time.Duration, kind uint8, f *simFlow, arg int) {
	s.seq++
	s.events.push(simEvent{at, s.seq, kind, f, arg})
}

func (s *sim) wake(f *simFlow, at time.Duration) {
	if f.wakeAt >= 0 && f.wakeAt <= at {
		return
	}
	f.wakeAt = at
	s.push(at, simWake, f, 0)
}

// run moves the time on to end.
func (s *sim) run(end time.Duration) {
	for len(s.events) > 0 && s.events[0].at <= end {
		e := s.events.pop()
		s.now = e.at
		switch e.kind {
		case simWake:
			if e.flow.wakeAt == e.at {
				e.flow.wakeAt = -1
				s.send(e.flow)
			}
		case simArrive:
			s.arrive(e.flow, e.arg)
		case simAck:
			s.ack(e.flow, e.arg)
		case simTimer:
			s.timer(e.flow)
		}
	}
	s.now = max(s.now, end)
}

// send lets out what window, pacer and application allow.
func (s *sim) send(f *simFlow) {
	for {
		now := s.clock()
		if wait := s.appWait(f); wait > 0 {
			if f.inFlight+simMSS <= f.cc.Window() {
				f.est.OnAppLimited(f.inFlight)
			}
			s.wake(f, s.now+wait)
			return
		}
		if f.inFlight+simMSS > f.cc.Window() {
			return
		}
		if at := f.pacer.Next(now, f.cc.PacingRate(), simMSS); at.After(now) {
			s.wake(f, at.Sub(simEpoch))
			return
		}
		n := len(f.packets)
		p := f.est.OnSend(now, uint64(n), simMSS, f.inFlight)
		f.inFlight += simMSS
		f.cc.OnSend(now, Sent{Bytes: simMSS, InFlight: f.inFlight, AppLimited: p.AppLimited})
		f.pacer.OnSend(now, simMSS, f.cc.PacingRate(), simMSS)
		f.packets = append(f.packets, simPacket{PacketState: p})
		s.transmit(f, n)
	}
}

// appWait is how long the application has nothing to send.
func (s *sim) appWait(f *simFlow) time.Duration {
	if f.pause != nil && f.pause(s.now) {
		return 10 * time.Millisecond
	}
	if f.appRate == 0 {
		return 0
	}
	due := time.Duration(float64(len(f.packets)*simMSS) / f.appRate * float64(time.Second))
	return f.start + due - s.now
}

func (s *sim) transmit(f *simFlow, n int) {
	lose := s.loss > 0 && s.random.Float64() < s.loss
	if s.dark || lose && !s.after {
		return
	}
	backlog := max(s.freeAt-s.now, 0)
	if backlog.Seconds()*s.rate+simMSS > float64(s.queue+simMSS) {
		s.drops++
		return
	}
	s.freeAt = max(s.freeAt, s.now) + time.Duration(simMSS/s.rate*float64(time.Second))
	if !lose {
		s.push(s.freeAt+s.rtt/2, simArrive, f, n)
	}
}

func (s *sim) arrive(f *simFlow, n int) {
	f.received += simMSS
	f.arrived = append(f.arrived, n)
	if len(f.arrived)%f.ackEvery == 0 {
		s.push(s.now+s.rtt/2, simAck, f, len(f.arrived))
	}
}

// ack processes an acknowledgement of the first upTo datagrams that arrived.
func (s *sim) ack(f *simFlow, upTo int) {
	now, bytes, newest := s.clock(), 0, -1
	for ; f.handled < upTo; f.handled++ {
		n := f.arrived[f.handled]
		p := &f.packets[n]
		if p.acked {
			continue
		}
		p.acked = true
		f.est.OnAck(now, &p.PacketState)
		if !p.lost {
			f.inFlight -= simMSS
		}
		bytes += simMSS
		newest = n
	}
	if newest < 0 {
		return
	}
	f.progress, f.backoff = s.now, 0
	sent := f.packets[newest].SentAt
	rtt := now.Sub(sent)
	if f.srtt == 0 {
		f.srtt, f.minRTT = rtt, rtt
	}
	f.srtt += (rtt - f.srtt) / 8
	f.minRTT = min(f.minRTT, rtt)
	for ; f.oldest < newest; f.oldest++ {
		s.declare(f, f.oldest, true)
	}
	a := Ack{
		Bytes: bytes, InFlight: f.inFlight, RTT: rtt, SRTT: f.srtt, MinRTT: f.minRTT,
		SentAt: sent, Sample: f.est.Sample(f.minRTT),
	}
	f.cc.OnAck(now, a)
	if f.onAck != nil {
		f.onAck(s.now, f, a)
	}
	s.send(f)
}

func (s *sim) declare(f *simFlow, n int, tell bool) {
	p := &f.packets[n]
	if p.acked || p.lost {
		return
	}
	p.lost = true
	f.inFlight -= simMSS
	f.est.OnLoss(&p.PacketState)
	if tell {
		f.cc.OnLoss(s.clock(), f.est.Loss(&p.PacketState, f.inFlight))
	}
}

// timer is the retransmission timer, looked at every ten milliseconds.
func (s *sim) timer(f *simFlow) {
	rto := max(200*time.Millisecond, 2*f.srtt) << f.backoff
	if f.inFlight > 0 && s.now-f.progress > rto {
		f.cc.OnTimeout(s.clock(), f.inFlight)
		for ; f.oldest < len(f.packets); f.oldest++ {
			s.declare(f, f.oldest, false)
		}
		f.progress = s.now
		f.backoff = min(f.backoff+1, 6)
		s.send(f)
	}
	if f.inFlight == 0 {
		f.progress = s.now
	}
	s.push(s.now+10*time.Millisecond, simTimer, f, 0)
}

// goodput runs the warm-up and then the time measured, and returns each flow's share of
// the link's rate in the latter.
func (s *sim) goodput(warmUp, measured time.Duration) []float64 {
	s.run(s.now + warmUp)
	before := make([]int64, len(s.flows))
	for i, f := range s.flows {
		before[i] = f.received
	}
	s.run(s.now + measured)
	shares := make([]float64, len(s.flows))
	for i, f := range s.flows {
		shares[i] = float64(f.received-before[i]) / (s.rate * measured.Seconds())
	}
	return shares
}
