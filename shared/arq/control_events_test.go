package arq

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// recorder keeps what a connection reports to its congestion control.
type recorder struct {
	control.Controller
	conn     *Conn
	t        *testing.T
	acks     []control.Ack
	losses   []control.Loss
	timeouts []int // their FlightSize
}

func (r *recorder) OnSend(now time.Time, s control.Sent) {
	if s.RTO != r.conn.rtt.timeout() {
		r.t.Errorf("an RTO of %v reported, it is %v", s.RTO, r.conn.rtt.timeout())
	}
	r.Controller.OnSend(now, s)
}

func (r *recorder) OnAck(now time.Time, a control.Ack) {
	r.acks = append(r.acks, a)
	r.Controller.OnAck(now, a)
}

func (r *recorder) OnLoss(now time.Time, l control.Loss) {
	r.losses = append(r.losses, l)
	r.Controller.OnLoss(now, l)
}

func (r *recorder) OnTimeout(now time.Time, flightSize int) {
	r.timeouts = append(r.timeouts, flightSize)
	r.Controller.OnTimeout(now, flightSize)
}

// recordedTransfer sends ten full segments at once over a path with these rules.
func recordedTransfer(t *testing.T, rules ...impair.Rule) *recorder {
	c := config()
	up := clean
	w := newWorld(t, 0, up, clean, c, peerConfig())
	w.pass(100 * time.Millisecond)
	conn := w.ends[client].conn
	r := &recorder{Controller: conn.control, conn: conn, t: t}
	conn.control = r
	up.Rules = rules
	w.paths[client].Reconfigure(up)
	const total = 10 * (wire.MaxDatagram - wire.HeaderSize)
	w.ends[client].write = pattern(total, 1)
	if !w.run(time.Minute, func() bool { return len(w.ends[server].got) == total && conn.InFlight() == 0 }) {
		w.fail("not over")
	}
	return r
}

// TestControlHearsOfARecovery: the first of ten segments is lost. While it is sent again, everything is outstanding and the
// acknowledgements belong to the recovery, until the one that covers all.
func TestControlHearsOfARecovery(t *testing.T) {
	r := recordedTransfer(t, nthData(1, impair.Drop()))
	if len(r.losses) != 1 || r.losses[0].FlightSize != 10*wire.MaxDatagram || r.losses[0].Timeout || len(r.timeouts) > 0 {
		t.Errorf("losses %+v, time-outs %v", r.losses, r.timeouts)
	}
	during := 0
	for _, a := range r.acks {
		if a.Recovering {
			during++
		}
	}
	if last := r.acks[len(r.acks)-1]; during < 3 || last.Recovering {
		t.Errorf("%d of %d acknowledgements in recovery, the last %v", during, len(r.acks), last.Recovering)
	}
}

// TestControlHearsOfATimeout: all that flies is lost, and so is the probe. Each datagram is reported as lost by the timer, then the
// time-out with all that is outstanding.
func TestControlHearsOfATimeout(t *testing.T) {
	r := recordedTransfer(t, impair.Rule{Match: carriesData, Occurs: impair.First(11), Action: impair.Drop()})
	if len(r.timeouts) != 1 || r.timeouts[0] != 10*wire.MaxDatagram {
		t.Fatalf("time-outs with %v outstanding", r.timeouts)
	}
	if len(r.losses) != 10 {
		t.Fatalf("%d losses", len(r.losses))
	}
	for _, l := range r.losses {
		if !l.Timeout || l.FlightSize != 10*wire.MaxDatagram {
			t.Errorf("loss %+v", l)
		}
	}
}

// TestControlHearsOfAllThatIsOutstanding: the first segment and what repeats it are lost, the others are selectively acknowledged. A
// time-out reports all of them as outstanding, as no acknowledgement covers the first (RFC 5681 section 2).
func TestControlHearsOfAllThatIsOutstanding(t *testing.T) {
	isFirst := func(datagram []byte) bool {
		s, _, err := wire.Parse(datagram)
		return err == nil && s.Length > 0 && s.Sequence == 1001
	}
	r := recordedTransfer(t, impair.Rule{Match: isFirst, Occurs: impair.First(2), Action: impair.Drop()})
	if len(r.timeouts) != 1 || r.timeouts[0] != 10*wire.MaxDatagram {
		t.Errorf("time-outs with %v outstanding", r.timeouts)
	}
}
