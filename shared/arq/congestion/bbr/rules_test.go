package bbr

import (
	"math"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// The tests of this file check single rules of the draft. The figures are computed by hand from its text.

const mss = controltest.MSS

// fresh is a BBR at the moment of Epoch.
func fresh(name string) *controller {
	b := newFlow(name, 1).Controller.(*controller)
	b.now = controltest.Epoch
	b.startClocks()
	return b
}

// after is a moment so many seconds after Epoch.
func after(seconds float64) time.Time {
	return controltest.Epoch.Add(time.Duration(seconds * float64(time.Second)))
}

// "Pacing Rate", InitPacingRate.
func TestFirstPacingRate(t *testing.T) {
	b := fresh(Name)
	controltest.Near(t, "rate before a sample", b.PacingRate(), 2.77*10*1200/0.001, 1e-9)
	b.ack.SRTT = 50 * time.Millisecond
	b.takeSRTT()
	controltest.Near(t, "rate at the first sample", b.PacingRate(), 664_800, 1e-9) // 2.77 · 12,000 / 0.05
	b.ack.SRTT = 10 * time.Millisecond
	b.takeSRTT()
	controltest.Near(t, "rate at a later sample", b.PacingRate(), 664_800, 1e-9)
}

// "Summary of Control Behavior in the State Machine".
func TestGainsOfTheStates(t *testing.T) {
	b := fresh(Name)
	for _, row := range []struct {
		enter        func()
		state        state
		pacing, cwnd float64
	}{
		{b.enterStartup, startup, 2.77, 2},
		{b.enterDrain, drain, 0.5, 2},
		{b.enterProbeDown, probeDown, 0.9, 2},
		{b.enterProbeCruise, probeCruise, 1, 2},
		{b.enterProbeRefill, probeRefill, 1, 2},
		{b.enterProbeUp, probeUp, 1.25, 2.25},
		{func() { b.rtt.expired = true; b.checkProbeRTT() }, probeRTT, 1, 0.5},
	} {
		row.enter()
		if b.state != row.state || b.pacingGain != row.pacing || b.cwndGain != row.cwnd {
			t.Errorf("in %v with gains %v, %v; want %v, %v, %v", b.state, b.pacingGain, b.cwndGain, row.state, row.pacing, row.cwnd)
		}
	}
}

// "ProbeRTT Logic", UpdateMinRTT: ProbeRTTInterval is 5 s, MinRTTFilterLen 10 s.
func TestMinRTTWindow(t *testing.T) {
	b := fresh(Name)
	for _, row := range []struct {
		at, rtt  float64 // seconds, milliseconds
		min      float64 // BBR.min_rtt after the sample, milliseconds
		probeMin float64 // BBR.probe_rtt_min_delay
		expired  bool
	}{
		{0, 20, 20, 20, false},
		{1, 30, 20, 20, false},
		{5, 30, 20, 20, false},      // exactly 5 s are not more than 5 s
		{5.001, 30, 20, 30, true},   // a new five seconds begin
		{10, 40, 20, 30, false},     // exactly 10 s after the minimum of 20
		{10.001, 40, 30, 30, false}, // more than 10 s: it falls back on probe_rtt_min_delay
		{12, 45, 30, 45, true},      // min_rtt of 5.001 s holds until 15.001 s
		{15.002, 45, 45, 45, false},
	} {
		b.now, b.ack.RTT = after(row.at), time.Duration(row.rtt*float64(time.Millisecond))
		b.updateMinRTT()
		got := func(d time.Duration) float64 { return 1000 * d.Seconds() }
		if got(b.rtt.min) != row.min || got(b.rtt.probeMin) != row.probeMin || b.rtt.expired != row.expired {
			t.Errorf("at %v s: min_rtt %v, probe_rtt_min_delay %v, expired %v; want %+v",
				row.at, b.rtt.min, b.rtt.probeMin, b.rtt.expired, row)
		}
	}
}

// "Exiting Acceleration Based on Bandwidth Plateau": three rounds with less than a quarter more.
func TestFullPipe(t *testing.T) {
	b := fresh(Name)
	for i, row := range []struct {
		rate    float64
		limited bool
		full    bool
	}{
		{100, false, false}, {125, false, false}, // exactly a quarter more counts as growth
		{150, false, false}, {150, true, false}, {156, false, false}, // an application-limited round does not count
		{156, false, true},
	} {
		b.rounds.start = true
		b.ack.Sample = control.RateSample{Rate: row.rate, AppLimited: row.limited}
		b.checkFullPipe()
		if b.fullPipe.now != row.full || b.fullPipe.reached != row.full {
			t.Errorf("round %d: full_bw_now %v, full_bw_reached %v", i, b.fullPipe.now, b.fullPipe.reached)
		}
	}
}

// "ProbeBW Algorithm Details", InflightWithHeadroom.
func TestHeadroom(t *testing.T) {
	b := fresh(Name)
	for _, row := range []struct{ long, want float64 }{ // in datagrams
		{math.Inf(1), math.Inf(1)}, {100, 85}, {10, 8.5},
		{5, 4}, // at least one datagram stays free
		{4, 4}, // MinPipeCwnd
	} {
		b.path.inflightLong = row.long * mss
		if got := b.inflightWithHeadroom() / mss; got != row.want {
			t.Errorf("of %v datagrams %v are used, want %v", row.long, got, row.want)
		}
	}
}

// RaiseInflightLongtermSlope: 1, 2, 4, 8 … datagrams a round, spread over the window; never more than one for each
// datagram acknowledged.
func TestSlopeOfTheLongTermLimit(t *testing.T) {
	b := fresh(Name)
	b.cwnd = 100 * mss
	for i, want := range []int{120_000, 60_000, 30_000, 15_000, 7_500, 3_750, 1_875, 1_200, 1_200} {
		b.raiseSlope()
		if got := b.cycle.upAckedPerStep; got != want {
			t.Errorf("round %d: one datagram more for %d bytes acknowledged, want %d", i, got, want)
		}
	}
}

// ProbeInflightLongtermUpward.
func TestLongTermLimitGrowsOnlyInUse(t *testing.T) {
	for _, row := range []struct {
		name    string
		cwnd    int
		limited bool
		want    float64 // datagrams
	}{
		{"in use", 100, true, 102},
		{"window not filled", 100, false, 100},
		{"window below the limit", 99, true, 100},
	} {
		b := fresh(Name)
		b.cwnd, b.path.inflightLong = row.cwnd*mss, 100*mss
		b.cycle.upAckedPerStep = 4 * mss
		if row.limited {
			b.usage.OnSend(control.Sent{Bytes: mss, InFlight: b.cwnd}, b.cwnd, mss)
		}
		b.ack.Bytes = 11 * mss
		b.probeLongTermUpward()
		if got := b.path.inflightLong / mss; got != row.want {
			t.Errorf("%s: limit of %v datagrams, want %v", row.name, got, row.want)
		}
	}
}

// "Time Scale for Bandwidth Probing": 2 to 3 s, or as many round trips as the BDP has datagrams, 63 at most.
func TestTimeToProbe(t *testing.T) {
	for _, row := range []struct {
		bdp, cwnd int // datagrams
		rounds    int
		after     float64 // seconds
		want      bool
	}{
		{40, 80, 39, 0, false}, {40, 80, 40, 0, true},
		{40, 30, 30, 0, true}, // congestion cut the window
		{100, 200, 62, 0, false}, {100, 200, 63, 0, true},
		{100, 200, 0, 2, false}, {100, 200, 0, 3.001, true},
	} {
		b := fresh(Name)
		b.rtt.min = 100 * time.Millisecond
		b.path.bw = float64(row.bdp*mss) * 10
		b.cwnd = row.cwnd * mss
		b.enterProbeDown()
		b.cycle.roundsSinceUp = row.rounds
		b.now = after(row.after)
		if got := b.timeToProbe(); got != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
}

// PickProbeWait draws 2 to 3 s, and 0 or 1 round.
func TestProbeWait(t *testing.T) {
	b := fresh(Name)
	least, most, rounds := time.Hour, time.Duration(0), [2]int{}
	for range 1000 {
		b.enterProbeDown()
		least, most = min(least, b.cycle.wait), max(most, b.cycle.wait)
		rounds[b.cycle.roundsSinceUp]++
	}
	if least < 2*time.Second || least > 2010*time.Millisecond || most > 3*time.Second || most < 2990*time.Millisecond {
		t.Errorf("waits from %v to %v", least, most)
	}
	if rounds[0] < 400 || rounds[1] < 400 {
		t.Errorf("rounds drawn: %v", rounds)
	}
}

// "cwnd Adjustment Mechanism" and "Bounding cwnd Based on Recent Congestion". The BDP is 50 datagrams.
func TestWindow(t *testing.T) {
	inf := math.Inf(1)
	for _, row := range []struct {
		name        string
		state       state
		reached     bool
		cwnd, acked int     // datagrams
		long, short float64 // datagrams
		want        int
	}{
		{"up by what was acknowledged", probeCruise, true, 60, 3, inf, inf, 63},
		{"no further than two BDP", probeCruise, true, 99, 3, inf, inf, 100},
		{"down at once", probeDown, true, 180, 1, inf, inf, 100},
		{"2.25 BDP and two datagrams in UP", probeUp, true, 120, 3, inf, inf, 114},
		{"not down in Startup", startup, false, 180, 1, inf, inf, 180},
		{"up in Startup", startup, false, 90, 20, inf, inf, 110},
		{"long-term limit", probeDown, true, 80, 1, 70, inf, 70},
		{"long-term limit less headroom in CRUISE", probeCruise, true, 80, 1, 80, inf, 68},
		{"no long-term limit in Drain", drain, true, 80, 1, 70, inf, 81},
		{"short-term limit", probeCruise, true, 80, 1, inf, 40, 40},
		{"half a BDP in ProbeRTT", probeRTT, true, 80, 1, inf, inf, 25},
		{"at least four", probeCruise, true, 1, 1, inf, 2, 4},
	} {
		b := fresh(Name)
		b.rtt.min, b.path.bw, b.path.maxBw = 100*time.Millisecond, 50*mss*10, 50*mss*10
		b.state, b.fullPipe.reached, b.cwnd = row.state, row.reached, row.cwnd*mss
		b.pacingRate = 0 // a send quantum of two datagrams
		b.cwndGain = map[state]float64{probeUp: 2.25, probeRTT: 0.5}[row.state]
		if b.cwndGain == 0 {
			b.cwndGain = 2
		}
		b.path.inflightLong, b.path.inflightShort = row.long*mss, row.short*mss
		b.delivered, b.ack.Bytes = 1000*mss, row.acked*mss
		b.setCwnd()
		if got := b.cwnd / mss; got != row.want {
			t.Errorf("%s: %d datagrams, want %d", row.name, got, row.want)
		}
	}
}

// "Restarting From Idle": the sampling interval of extra_acked begins again.
func TestIdleRestart(t *testing.T) {
	b := fresh(Name)
	b.enterProbeCruise()
	b.fullPipe.reached, b.path.bw = true, 1e6
	b.OnSend(after(7), control.Sent{Bytes: mss, InFlight: 2 * mss, AppLimited: true})
	if b.rtt.idleRestart {
		t.Error("something is in flight: no restart")
	}
	b.OnSend(after(7), control.Sent{Bytes: mss, InFlight: mss, AppLimited: true})
	if !b.rtt.idleRestart || !b.path.extraAckedStart.Equal(after(7)) {
		t.Error("no restart from idle")
	}
	controltest.Near(t, "pacing rate", b.PacingRate(), 0.99e6, 1e-9)
}

// "Drain": it ends when the queue is gone, or after three rounds.
func TestDrainIsBounded(t *testing.T) {
	b := fresh(Name)
	b.rtt.min, b.path.bw = 100*time.Millisecond, 50*mss*10
	b.ack.InFlight = 1000 * mss
	for count, want := range map[uint64]state{8: drain, 10: drain, 11: probeDown} {
		b.enterDrain()
		b.cycle.drainRound, b.rounds.count = 7, count
		if b.checkDrainDone(); b.state != want {
			t.Errorf("%d rounds: %v", count-7, b.state)
		}
	}
	b.enterDrain()
	b.ack.InFlight = 50 * mss
	if b.checkDrainDone(); b.state != probeDown {
		t.Errorf("without a queue: %v", b.state)
	}
}

// "cwnd Adjustment Mechanism": the window holds what ACKs run ahead of the estimated rate beside two BDP.
func TestWindowAllowsForAggregation(t *testing.T) {
	b := fresh(Name)
	b.rtt.min, b.path.bw, b.path.maxBw = 100*time.Millisecond, 50*mss*10, 50*mss*10
	b.enterProbeCruise()
	b.fullPipe.reached, b.cwnd, b.delivered = true, 200*mss, 1000*mss
	b.path.extraAcked = 10 * mss
	if b.setCwnd(); b.cwnd != 110*mss {
		t.Errorf("%d datagrams, want 110", b.cwnd/mss)
	}
}
