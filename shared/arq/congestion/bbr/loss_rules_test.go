package bbr

import (
	"math"
	"testing"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// IsInflightTooHigh: more than 2 % of what was in flight is lost. bbr-lab bears 20 % where there is no queue.
func TestLossThreshold(t *testing.T) {
	for _, row := range []struct {
		name   string
		queue  bool
		lost   int64 // of 100 datagrams
		tooFar bool
	}{
		{Name, false, 2, false}, {Name, false, 3, true},
		{Name, true, 2, false}, {Name, true, 3, true},
		{LabName, false, 20, false}, {LabName, false, 21, true},
		{LabName, true, 2, false}, {LabName, true, 3, true},
	} {
		b := fresh(row.name)
		b.rtt.min, b.rounds.lastRTT = 20e6, 20e6
		if row.queue {
			b.rounds.lastRTT = 22e6
		}
		if got := b.tooHigh(row.lost*mss, 100*mss); got != row.tooFar {
			t.Errorf("%+v: %v", row, got)
		}
	}
}

// InflightAtLoss: 100 datagrams in flight, the third of them lost. 99 were in flight and 2 lost before it:
// (0.02·99 − 2)/(1 − 0.02) = −0.0204, so 2 % were passed at 98.98 datagrams.
func TestInflightAtLoss(t *testing.T) {
	b := fresh(Name)
	got := b.inflightAtLoss(control.Loss{Bytes: mss, TxInFlight: 100 * mss, Lost: 3 * mss})
	controltest.Near(t, "datagrams", got/mss, 98.9796, 1e-6)
}

// LossLowerBounds: down to what was last delivered, by at most 30 % a round.
func TestShortTermBounds(t *testing.T) {
	inf := math.Inf(1)
	for _, row := range []struct {
		name                        string
		bwShort, bwLatest, bw       float64
		volShort, volLatest, volume float64
	}{
		{"first loss: from max_bw and cwnd", inf, 60, 70, inf, 30, 56},
		{"what was delivered is more than 70 %", inf, 90, 90, inf, 70, 70},
		{"a further round", 70, 40, 49, 56, 10, 39.2},
		{"more delivered than thought", 70, 75, 75, 56, 60, 60},
	} {
		b := fresh(Name)
		b.path.maxBw, b.cwnd = 100, 80
		b.path.bwShort, b.path.inflightShort = row.bwShort, row.volShort
		b.loss.bwLatest, b.loss.inflightLatest = row.bwLatest, row.volLatest
		b.lowerShortTerm()
		controltest.Near(t, row.name+": bw_shortterm", b.path.bwShort, row.bw, 1e-9)
		controltest.Near(t, row.name+": inflight_shortterm", b.path.inflightShort, row.volume, 1e-9)
	}
}

// MarkConnectionAppLimited: marked is what leaves in ProbeRTT, until all that was in flight then is delivered.
func TestWhatLeavesInProbeRTTIsMarked(t *testing.T) {
	var r rtt
	if r.limits(0) {
		t.Error("marked before any ProbeRTT")
	}
	r.markLimited(1000, 1400) // enters with 400 bytes in flight
	r.markLimited(1200, 1500)
	for delivered, want := range map[int64]bool{999: false, 1000: true, 1500: true, 1501: false} {
		if got := r.limits(delivered); got != want {
			t.Errorf("left when %d bytes were delivered: marked %v", delivered, got)
		}
	}
	r.markLimited(9000, 9100) // the next ProbeRTT
	if r.limits(1200) || r.limits(8999) || !r.limits(9000) {
		t.Error("the second ProbeRTT marks what left before it")
	}
}

// inProbeUp is a BBR that has been in UP for so long that feedback arrives, with a window of 100 datagrams.
func inProbeUp(name string) *controller {
	b := fresh(name)
	b.fullPipe.reached, b.cwnd = true, 100*mss
	b.rtt.min, b.path.bw, b.path.maxBw = 100e6, 50*mss*10, 50*mss*10
	b.path.inflightLong = 90 * mss
	b.enterProbeUp()
	b.cycle.probeSample = true
	return b
}

// lostOf is the nth datagram lost of 100 in flight.
func lostOf(n int) control.Loss {
	return control.Loss{
		Number: uint64(2 * n), Bytes: mss, TxInFlight: 100 * mss, Lost: int64(n * mss),
		SentAt: controltest.Epoch, Delivered: 1000 * mss,
	}
}

// HandleInflightTooHigh: the third of 100 passes 2 %. The limit falls to InflightAtLoss, the probe ends.
func TestProbeEndsAtTheThreshold(t *testing.T) {
	b := inProbeUp(Name)
	b.OnLoss(after(1), lostOf(1))
	b.OnLoss(after(1), lostOf(2))
	if b.state != probeUp || b.cycle.tooHigh {
		t.Fatalf("in %v after two losses", b.state)
	}
	b.OnLoss(after(1), lostOf(3))
	if b.state != probeDown || !b.cycle.tooHigh || b.cycle.probeSample {
		t.Errorf("in %v after three losses, %+v", b.state, b.cycle)
	}
	controltest.Near(t, "limit", b.path.inflightLong/mss, 98.9796, 0.001)
}

// A loss among what left in ProbeRTT, or while the application set the pace, says nothing about the limit.
func TestApplicationLimitedLossKeepsTheLimit(t *testing.T) {
	b := inProbeUp(Name)
	l := lostOf(3)
	l.AppLimited = true
	b.OnLoss(after(1), l)
	if b.state != probeDown || b.path.inflightLong != 90*mss {
		t.Errorf("in %v, limit of %v datagrams", b.state, b.path.inflightLong/mss)
	}
	b = inProbeUp(Name)
	b.rtt.markLimited(500*mss, 600*mss)
	l = lostOf(3)
	l.PriorDelivered = 550 * mss
	b.OnLoss(after(1), l)
	if b.path.inflightLong != 90*mss {
		t.Errorf("limit of %v datagrams", b.path.inflightLong/mss)
	}
}

// The draft calls HandleLostPacket for what the timer declares lost too, then OnEnterRTO.
func TestTimeoutOfAProbe(t *testing.T) {
	b := inProbeUp(Name)
	for n := 1; n <= 5; n++ {
		l := lostOf(n)
		l.Timeout = true
		b.OnLoss(after(1), l)
	}
	b.OnTimeout(after(1), 5*mss)
	if b.state != probeDown || !b.cycle.tooHigh {
		t.Errorf("in %v", b.state)
	}
	if b.cwnd != mss || b.priorCwnd != 100*mss || b.loss.recovery != timeoutRecovery {
		t.Errorf("window %d, kept %d", b.cwnd, b.priorCwnd)
	}
}

// SaveStateUponLoss and HandleSpuriousLossDetection. NoteLoss saves the model at the first loss of each round, and a
// probe that ends for its losses begins a round (StartProbeBW_DOWN). So the undo leads back to the probe if the loss
// that ended it was the last one.
func TestUndoOfAProbe(t *testing.T) {
	for _, row := range []struct {
		losses int
		state  state
		long   float64 // datagrams
	}{
		{3, probeRefill, 150}, {4, probeDown, 98.9796},
	} {
		b := inProbeUp(Name)
		b.path.inflightLong = 150 * mss
		for n := 1; n <= row.losses; n++ {
			b.OnLoss(after(1), lostOf(n))
		}
		if b.state != probeDown || b.path.inflightLong >= 150*mss {
			t.Fatalf("in %v", b.state)
		}
		b.cwnd = 10 * mss
		b.OnSpurious(after(1.1))
		if b.state != row.state || b.cwnd != 100*mss {
			t.Errorf("%d losses undone to %v, window of %d datagrams", row.losses, b.state, b.cwnd/mss)
		}
		controltest.Near(t, "limit", b.path.inflightLong/mss, row.long, 1e-4)
		b.path.setInflightLong(7)
		b.OnSpurious(after(1.2))
		if b.path.inflightLong != 7 {
			t.Error("a second call changed something")
		}
	}
}

// "Modulating cwnd in Loss Recovery": the window of before comes back once everything is repaired.
func TestRecoveryRestoresTheWindow(t *testing.T) {
	b := inProbeUp(Name)
	b.OnLoss(after(1), lostOf(1))
	b.cwnd = 20 * mss
	b.ack.Recovering = true
	b.endRecovery()
	if b.cwnd != 20*mss {
		t.Error("restored while losses are being repaired")
	}
	b.OnLoss(after(1), lostOf(2)) // a loss within the recovery is none of its own
	b.ack.Recovering = false
	b.endRecovery()
	if b.cwnd != 100*mss {
		t.Errorf("window of %d datagrams, 100 before", b.cwnd/mss)
	}
}

// "Exiting Startup Based on Packet Loss": a full round of fast recovery, more than 2 %, six holes.
func TestStartupLossExit(t *testing.T) {
	for _, row := range []struct {
		name     string
		ranges   int
		tooMany  bool
		recovery recovery
		rounds   uint64 // since the recovery began
		leaves   bool
	}{
		{"all", 6, true, fastRecovery, 1, true},
		{"five holes", 5, true, fastRecovery, 1, false},
		{"few losses", 6, false, fastRecovery, 1, false},
		{"no full round", 6, true, fastRecovery, 0, false},
		{"recovery over", 6, true, noRecovery, 1, false},
		{"after a time-out", 6, true, timeoutRecovery, 1, false},
	} {
		b := fresh(Name)
		b.rtt.min, b.path.bw = 100e6, 50*mss*10
		b.rounds.count, b.loss.recovered = 7+row.rounds, 7
		b.loss.roundStart, b.loss.ranges, b.loss.tooMany, b.loss.recovery = true, row.ranges, row.tooMany, row.recovery
		b.loss.inflightLatest = 60 * mss
		b.checkStartupDone()
		if (b.state == drain) != row.leaves {
			t.Errorf("%s: in %v", row.name, b.state)
		}
		if row.leaves && (b.path.inflightLong != 60*mss || b.undo.state != undoStartup) {
			t.Errorf("%s: limit of %v datagrams, max(bdp, inflight_latest) is 60", row.name, b.path.inflightLong/mss)
		}
	}
}

// "When not Probing for Bandwidth": each round with a loss lowers the short-term model. bbr-lab bears few losses where there is no queue.
func TestWhichRoundsWithLossesCount(t *testing.T) {
	for _, row := range []struct {
		name           string
		queue, tooMany bool
		want           bool
	}{
		{Name, false, false, true}, {Name, true, true, true},
		{LabName, false, false, false}, {LabName, true, false, true}, {LabName, false, true, true},
	} {
		b := fresh(row.name)
		b.rtt.min, b.rounds.lastRTT, b.loss.tooMany = 20e6, 20e6, row.tooMany
		if row.queue {
			b.rounds.lastRTT = 22e6
		}
		if got := b.answersLosses(); got != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
}
