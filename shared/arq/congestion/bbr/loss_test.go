package bbr

import (
	"math"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// steady is a BBR that has filled a path of 100 Mbit/s and 20 ms and is in state.
func steady(t *testing.T, name string, state state) (*controller, *controltest.Flow, *controltest.Sim) {
	t.Helper()
	f := newFlow(name, 1)
	b := f.Controller.(*controller)
	p := controltest.LabPath(20*time.Millisecond, 0)
	p.Queue *= 3 // so that Startup loses nothing
	s := controltest.NewSim(p, f)
	for s.Run(400 * time.Millisecond); b.state != state; s.Run(s.Now + time.Millisecond) {
		if s.Now > 20*time.Second {
			t.Fatalf("never came to %v", state)
		}
	}
	return b, f, s
}

// strike declares every nth datagram in flight lost, the oldest first, and returns how
// many that were.
func strike(s *controltest.Sim, f *controltest.Flow, nth int) int {
	count := 0
	for i := f.Oldest; i < len(f.Packets); i += nth {
		if p := &f.Packets[i]; !p.Acked && !p.Lost {
			s.Declare(f, i)
			count++
		}
	}
	return count
}

func TestProbeThatGoesTooHigh(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		b, f, s := steady(t, name, probeUp)
		s.Run(s.Now + 40*time.Millisecond) // feedback of the probe arrives
		if b.state != probeUp || !math.IsInf(b.path.inflightLong, 1) {
			t.Fatalf("in %v with a limit of %v", b.state, b.path.inflightLong)
		}
		strike(s, f, 3)
		if b.state != probeDown || !b.cycle.tooHigh {
			t.Errorf("in %v after a third was lost", b.state)
		}
		long := b.path.inflightLong
		bdp := float64(s.BDP())
		if long < 0.7*bdp || long > 1.4*bdp {
			t.Errorf("long-term limit of %.2f BDP", long/bdp)
		}
		strike(s, f, 2)
		if b.path.inflightLong != long {
			t.Error("reacted twice to one probe")
		}
		s.Run(s.Now + 300*time.Millisecond)
		if b.state != probeCruise {
			t.Fatalf("in %v", b.state)
		}
		if limit := 0.85 * b.path.inflightLong; float64(f.InFlight) > limit+controltest.MSS {
			t.Errorf("cruises with %d in flight, headroom asks for %.0f", f.InFlight, limit)
		}
	})
}

// No single probe lowers the long-term limit by more than 30 %.
func TestLongTermLimitFallsByBetaAtMost(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		b, _, _ := steady(t, name, probeUp)
		b.handleTooHigh(5*controltest.MSS, false)
		controltest.Near(t, "limit", b.path.inflightLong, 0.7*b.targetInflight(), 0.001)
	})
}

func TestLongTermLimitRisesAgain(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		f := newFlow(name, 1)
		b := f.Controller.(*controller)
		s := controltest.NewSim(p, f)
		s.Run(2 * time.Second)
		b.path.setInflightLong(0.3 * float64(p.BDP()))
		s.Run(3 * time.Second)
		low := b.path.inflightLong
		s.Run(11 * time.Second)
		if b.path.inflightLong < float64(p.BDP()) {
			t.Errorf("limit of %.0f bytes, was %.0f seven seconds ago; BDP %d", b.path.inflightLong, low, p.BDP())
		}
		if share := s.Goodput(0, time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link", share)
		}
	})
}

// A queue of a quarter BDP overflows in each probe; the limit settles at about what fits.
func TestLongTermLimitSettlesOnAShortQueue(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		p.Queue = p.BDP() / 4
		f := newFlow(name, 1)
		b := f.Controller.(*controller)
		f.OnAck = func(now time.Duration, _ *controltest.Flow, _ control.Ack) {
			limit := b.path.inflightLong
			if b.state == probeCruise || b.state == probeRTT {
				limit = b.inflightWithHeadroom()
			}
			if b.fullPipe.reached && b.state != drain && float64(b.cwnd) > limit {
				t.Fatalf("at %v in %v a window of %d bytes, limit %.0f", now, b.state, b.cwnd, limit)
			}
		}
		s := controltest.NewSim(p, f)
		if share := s.Goodput(2*time.Second, 10*time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link", share)
		}
		if long := b.path.inflightLong / float64(p.BDP()); long < 0.95 || long > 1.45 {
			t.Errorf("long-term limit of %.2f BDP, the path holds 1.25", long)
		}
		if lost := float64(s.Drops) / float64(len(f.Packets)); lost > 0.02 {
			t.Errorf("%.3f of all datagrams lost", lost)
		}
	})
}

func TestShortTermModel(t *testing.T) {
	cases := []struct {
		name    string
		control string
		nth     int  // every nth datagram is lost
		queue   bool // and there is a queue
		lowered bool
	}{
		{"few lost, no queue", LabName, 20, false, false},
		{"few lost, queue", LabName, 20, true, true},
		{"many lost, no queue", LabName, 3, false, true},
		{"few lost, the draft", Name, 20, false, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, f, s := steady(t, c.control, probeCruise)
			s.Run(s.Now + 60*time.Millisecond)
			if c.queue {
				s.FreeAt += 10 * time.Millisecond // a burst of another flow
				s.Run(s.Now + 60*time.Millisecond)
			}
			if b.state != probeCruise {
				t.Fatalf("in %v", b.state)
			}
			strike(s, f, c.nth)
			s.Run(s.Now + 45*time.Millisecond)
			if lowered := !math.IsInf(b.path.bwShort, 1); lowered != c.lowered {
				t.Fatalf("short-term rate %v, max_bw %v", b.path.bwShort, b.path.maxBw)
			}
			if c.lowered && b.path.bwShort < 0.7*b.path.maxBw-1 {
				t.Errorf("fell to %.2f in one round", b.path.bwShort/b.path.maxBw)
			}
			for b.state != probeRefill {
				s.Run(s.Now + time.Millisecond)
			}
			if !math.IsInf(b.path.bwShort, 1) || !math.IsInf(b.path.inflightShort, 1) {
				t.Error("REFILL did not forget the short-term model")
			}
		})
	}
}

func TestStartupEndsOnManyHoles(t *testing.T) {
	cases := []struct {
		name  string
		loss  float64
		burst int
		leave bool
	}{
		{"losses all over", 0.35, 0, true},
		{"one burst", 0, 40, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := controltest.LabPath(80*time.Millisecond, c.loss)
			f := newFlow(LabName, 1)
			b := f.Controller.(*controller)
			s := controltest.NewSim(p, f)
			s.Run(330 * time.Millisecond) // the fifth round begins, far from full
			if c.burst > 0 {
				for i := range c.burst {
					s.Declare(f, f.Oldest+i)
				}
			}
			left := false
			for s.Now < 700*time.Millisecond {
				s.Run(s.Now + time.Millisecond)
				if b.undo.state == undoStartup {
					left = true
					break
				}
				if b.state != startup {
					break
				}
			}
			if left != c.leave {
				t.Fatalf("left Startup for losses: %v; in %v", left, b.state)
			}
			if !left {
				return
			}
			if b.state == startup || math.IsInf(b.path.inflightLong, 1) || !b.fullPipe.reached {
				t.Errorf("in %v, limit %v", b.state, b.path.inflightLong)
			}
			b.OnSpurious(s.Clock())
			if b.state != startup || !math.IsInf(b.path.inflightLong, 1) || b.fullPipe.reached {
				t.Errorf("undone to %v, limit %v", b.state, b.path.inflightLong)
			}
		})
	}
}

func TestUndoOfTheShortTermModel(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		b, f, s := steady(t, name, probeCruise)
		s.Run(s.Now + 60*time.Millisecond)
		strike(s, f, 3)
		s.Run(s.Now + 45*time.Millisecond)
		if math.IsInf(b.path.bwShort, 1) {
			t.Fatal("short-term model not lowered")
		}
		b.OnSpurious(s.Clock())
		if !math.IsInf(b.path.bwShort, 1) || !math.IsInf(b.path.inflightShort, 1) {
			t.Errorf("short-term model %v, %v", b.path.bwShort, b.path.inflightShort)
		}
	})
}

func TestTimeout(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		b, f, s := steady(t, name, probeCruise)
		before, bw := b.cwnd, b.path.maxBw
		s.Dark = true
		for b.loss.recovery != timeoutRecovery {
			s.Run(s.Now + time.Millisecond)
		}
		if b.cwnd != controltest.MSS {
			t.Fatalf("window of %d bytes after a time-out", b.cwnd)
		}
		if b.path.maxBw != bw {
			t.Error("a time-out changed the model")
		}
		undone := *b
		undone.OnSpurious(s.Clock())
		if undone.cwnd != before {
			t.Errorf("window of %d bytes after undo, %d before", undone.cwnd, before)
		}
		s.Dark = false
		for progress := f.Handled; f.Handled == progress; {
			s.Run(s.Now + time.Millisecond)
		}
		s.Run(s.Now + 25*time.Millisecond)
		if b.cwnd > before/2 {
			t.Errorf("window of %d bytes one round after the first ACK, %d before", b.cwnd, before)
		}
		if share := s.Goodput(500*time.Millisecond, time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link after a time-out", share)
		}
	})
}
