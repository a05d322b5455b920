package bbr

import (
	"slices"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// newFlow is a flow of the BBR of that name.
func newFlow(name string, seed uint64) *controltest.Flow {
	make := New
	if name == LabName {
		make = NewLab
	}
	return &controltest.Flow{Controller: make(controltest.MSS, 10*controltest.MSS, seed)}
}

// each runs a test for both variants.
func each(t *testing.T, test func(t *testing.T, name string)) {
	for _, name := range []string{Name, LabName} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, name)
		})
	}
}

// visit is one stay in a state of BBR.
type visit struct {
	state    state
	from, to time.Duration
	round    uint64
	least    int // least in flight, in bytes
}

// watch records the states that the flow's BBR goes through.
func watch(f *controltest.Flow) *[]visit {
	b := f.Controller.(*controller)
	visits := []visit{{state: b.state, least: 1 << 30}}
	f.OnAck = func(now time.Duration, f *controltest.Flow, _ control.Ack) {
		last := &visits[len(visits)-1]
		last.to = now
		if b.state != last.state {
			visits = append(visits, visit{state: b.state, from: now, to: now, round: b.rounds.count, least: 1 << 30})
			last = &visits[len(visits)-1]
		}
		last.least = min(last.least, f.InFlight)
	}
	return &visits
}

func statesOf(visits []visit) []state {
	var states []state
	for _, v := range visits {
		states = append(states, v.state)
	}
	return states
}

func TestFillsThePipeAndCycles(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		f := newFlow(name, 1)
		b := f.Controller.(*controller)
		visits := watch(f)
		s := controltest.NewSim(p, f)
		s.Run(4500 * time.Millisecond)
		want := []state{
			startup, drain, // DOWN has nothing left to drain and goes on within the same ACK
			probeCruise, probeRefill, probeUp, probeDown,
			probeCruise, probeRefill, probeUp, probeDown,
		}
		got := statesOf(*visits)
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Fatalf("went through %v, want %v", got, want)
		}
		controltest.Near(t, "max_bw", b.path.maxBw, p.Rate, 0.02)
		controltest.Near(t, "min_rtt", b.rtt.min.Seconds(), 0.02, 0.02)
		startup, drain := (*visits)[0], (*visits)[1]
		// Ten datagrams double to 208 in five rounds; three more show the plateau.
		if drain.round < 5 || drain.round > 12 {
			t.Errorf("Startup took %d rounds", drain.round)
		}
		if took := drain.to - drain.from; took > 100*time.Millisecond {
			t.Errorf("Drain took %v after a Startup of %v", took, startup.to)
		}
		if s.Drops > 30 {
			t.Errorf("Startup lost %d datagrams in a queue of one BDP", s.Drops)
		}
	})
}

// Between two probes pass 63 rounds, or two to three seconds on a long path.
func TestProbeInterval(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		cases := []struct {
			rtt, least, most time.Duration
		}{
			{20 * time.Millisecond, 62 * 20 * time.Millisecond, 70 * 25 * time.Millisecond},
			{100 * time.Millisecond, 2 * time.Second, 4 * time.Second},
		}
		for _, c := range cases {
			f := newFlow(name, 1)
			visits := watch(f)
			controltest.NewSim(controltest.LabPath(c.rtt, 0), f).Run(4900 * time.Millisecond)
			var ups []time.Duration
			for _, v := range *visits {
				if v.state == probeUp {
					ups = append(ups, v.from)
				}
			}
			if len(ups) == 0 {
				t.Fatalf("no probe in 4.9 s at %v", c.rtt)
			}
			for i := 1; i < len(ups); i++ {
				if gap := ups[i] - ups[i-1]; gap < c.least || gap > c.most {
					t.Errorf("%v between two probes at %v, want %v to %v", gap, c.rtt, c.least, c.most)
				}
			}
		}
	})
}

func TestProbeRTT(t *testing.T) {
	p := controltest.LabPath(20*time.Millisecond, 0)
	f := newFlow(Name, 1)
	visits := watch(f)
	controltest.NewSim(p, f).Run(22 * time.Second)
	var found []visit
	for i, v := range *visits {
		if v.state != probeRTT {
			continue
		}
		found = append(found, v)
		if i+1 < len(*visits) && (*visits)[i+1].state != probeCruise {
			t.Errorf("ProbeRTT led to %v", (*visits)[i+1].state)
		}
	}
	if len(found) != 4 {
		t.Fatalf("%d times ProbeRTT in 22 s, want 4", len(found))
	}
	for i, v := range found {
		if stay := v.to - v.from; stay < 200*time.Millisecond || stay > 320*time.Millisecond {
			t.Errorf("stayed %v in ProbeRTT", stay)
		}
		if v.least > p.BDP()*55/100 {
			t.Errorf("never fewer than %d bytes in flight in ProbeRTT, BDP %d", v.least, p.BDP())
		}
		if i > 0 {
			if gap := v.from - found[i-1].to; gap < 5*time.Second || gap > 5500*time.Millisecond {
				t.Errorf("%v between two ProbeRTTs", gap)
			}
		}
	}
}

func TestSilenceReplacesProbeRTT(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		f := newFlow(name, 1)
		f.Pause = func(now time.Duration) bool { return now%(6*time.Second) >= 4500*time.Millisecond }
		visits := watch(f)
		controltest.NewSim(controltest.LabPath(20*time.Millisecond, 0), f).Run(20 * time.Second)
		if states := statesOf(*visits); slices.Contains(states, probeRTT) {
			t.Errorf("ProbeRTT although the flow was silent whenever it was due: %v", states)
		}
	})
}

func TestIdleRestartPacesAtTheEstimate(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		f := newFlow(name, 1)
		f.Pause = func(now time.Duration) bool { return now > 2*time.Second && now < 9*time.Second }
		b := f.Controller.(*controller)
		s := controltest.NewSim(controltest.LabPath(20*time.Millisecond, 0), f)
		s.Run(2500 * time.Millisecond)
		before := b.path.bw
		s.Run(9 * time.Second)
		controltest.Near(t, "estimate after seven silent seconds", b.path.bw, before, 0.01)
		s.Run(9015 * time.Millisecond) // sending again, nothing acknowledged yet
		controltest.Near(t, "pacing rate", b.PacingRate(), 0.99*before, 0.03)
		if share := s.Goodput(0, time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link in the second after the silence", share)
		}
		if b.state == probeRTT {
			t.Error("ProbeRTT right after a silence")
		}
	})
}

func TestStaysInStartupWhileTheApplicationIsSlow(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		f := newFlow(name, 1)
		f.AppRate = p.Rate / 20
		b := f.Controller.(*controller)
		visits := watch(f)
		s := controltest.NewSim(p, f)
		s.Run(8 * time.Second)
		// Five seconds without a smaller sample bring ProbeRTT even here; it leads back.
		for _, v := range *visits {
			if v.state != startup && v.state != probeRTT {
				t.Fatalf("reached %v", v.state)
			}
		}
		if b.fullPipe.reached {
			t.Error("takes the application's rate for the path's")
		}
		f.AppRate = 0
		if share := s.Goodput(time.Second, time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link once the application had more to send", share)
		}
	})
}

// A sample that the application limited may raise the estimate, and never lowers it, not
// even when all others have become too old.
func TestAppLimitedSamples(t *testing.T) {
	cases := []struct {
		name   string
		sample control.RateSample
		want   float64
	}{
		{"slower, from the application", control.RateSample{Rate: 1e6, AppLimited: true}, 5e6},
		{"faster, from the application", control.RateSample{Rate: 6e6, AppLimited: true}, 6e6},
		{"slower, from the path", control.RateSample{Rate: 1e6}, 1e6},
	}
	for _, c := range cases {
		b := newFlow(Name, 1).Controller.(*controller)
		b.ack.Sample = control.RateSample{Rate: 5e6}
		b.updateMaxBw()
		b.path.cycles += maxBwCycles
		b.ack.Sample = c.sample
		b.updateMaxBw()
		if b.path.maxBw != c.want {
			t.Errorf("%s: estimate %v, want %v", c.name, b.path.maxBw, c.want)
		}
	}
}

func TestKeepsTheEstimateWhileTheApplicationIsSlow(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		f := newFlow(name, 1)
		b := f.Controller.(*controller)
		s := controltest.NewSim(p, f)
		s.Run(2 * time.Second)
		f.AppRate, f.Start = p.Rate/10, s.Now
		f.Start -= time.Duration(float64(len(f.Packets)*controltest.MSS) / f.AppRate * float64(time.Second))
		s.Run(15 * time.Second)
		controltest.Near(t, "max_bw", b.path.maxBw, p.Rate, 0.05)
	})
}

func TestFindsMoreBandwidth(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		p.Rate /= 10
		p.Queue = p.BDP()
		s := controltest.NewSim(p, newFlow(name, 1))
		s.Run(3 * time.Second)
		s.Rate *= 10
		s.Queue *= 10
		s.Run(11 * time.Second)
		if share := s.Goodput(0, 2*time.Second)[0]; share < 0.9 {
			t.Errorf("%.2f of the link eight seconds after it became ten times faster", share)
		}
	})
}

func TestFollowsLessBandwidth(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		p := controltest.LabPath(20*time.Millisecond, 0)
		f := newFlow(name, 1)
		b := f.Controller.(*controller)
		s := controltest.NewSim(p, f)
		s.Run(3 * time.Second)
		s.Rate /= 10
		s.Run(13 * time.Second)
		controltest.Near(t, "max_bw", b.path.maxBw, p.Rate/10, 0.1)
		before := s.Drops
		sent := len(f.Packets)
		s.Run(15 * time.Second)
		if lost := float64(s.Drops-before) / float64(len(f.Packets)-sent); lost > 0.03 {
			t.Errorf("loses %.3f of its datagrams ten seconds after the link became slower", lost)
		}
	})
}

func TestRunsAreRepeatable(t *testing.T) {
	each(t, func(t *testing.T, name string) {
		run := func(seed uint64) []visit {
			f := newFlow(name, seed)
			visits := watch(f)
			controltest.NewSim(controltest.LabPath(80*time.Millisecond, 0.01), f).Run(4 * time.Second)
			return *visits
		}
		if !slices.Equal(run(3), run(3)) {
			t.Error("two runs with one seed differ")
		}
		if slices.Equal(run(3), run(4)) {
			t.Error("the seed changes nothing")
		}
	})
}
