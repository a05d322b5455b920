package bbr

import (
	"testing"
	"time"
)

// "ProbeRTT Logic": from when little is in flight it lasts 200 ms and a round trip, and then the window of before comes back.
func TestEndOfProbeRTT(t *testing.T) {
	b := fresh(Name)
	b.fullPipe.reached, b.cwnd = true, 100*mss
	b.rtt.min, b.path.bw = 100*time.Millisecond, 50*mss*10
	b.enterProbeCruise()
	b.rtt.expired = true
	b.ack.InFlight = 26 * mss
	b.checkProbeRTT()
	b.cwnd = 25 * mss
	for _, row := range []struct {
		at       float64 // seconds
		inFlight int     // datagrams
		round    bool    // this ACK begins one
		state    state
	}{
		{1, 26, true, probeRTT}, // half a BDP is 25 datagrams
		{2, 25, true, probeRTT}, // here it begins
		{2.1, 25, false, probeRTT},
		{2.3, 25, false, probeRTT}, // 200 ms, and no round
		{2.4, 25, true, probeCruise},
	} {
		b.now, b.ack.InFlight, b.rounds.start = after(row.at), row.inFlight*mss, row.round
		b.checkProbeRTT()
		if b.state != row.state {
			t.Fatalf("at %v s in %v, want %v", row.at, b.state, row.state)
		}
	}
	if b.cwnd != 100*mss || !b.rtt.confirmed {
		t.Errorf("a window of %d datagrams, confirmed %v", b.cwnd/mss, b.rtt.confirmed)
	}
	b.state, b.rtt.doneStamp, b.rtt.roundDone = probeRTT, after(5), false
	b.now, b.rounds.start = after(4.9), true
	if b.checkProbeRTT(); b.state != probeRTT {
		t.Error("a round ended ProbeRTT before its 200 ms")
	}
}

// bbr-lab puts ProbeRTT off while round trips fall back to a minimum that a ProbeRTT has measured. bbr never does.
func TestWhoSeesThePath(t *testing.T) {
	for _, row := range []struct {
		name      string
		confirmed bool
		rtt       time.Duration // microseconds; the minimum is 64,000
		want      bool
	}{
		{Name, true, 64_000, false}, {LabName, false, 64_000, false},
		{LabName, true, 65_000, true}, {LabName, true, 65_001, false},
	} {
		b := fresh(row.name)
		b.rtt.probeMin, b.rtt.confirmed = 64*time.Millisecond, row.confirmed
		if got := b.seesThePath(row.rtt * time.Microsecond); got != row.want {
			t.Errorf("%+v: %v", row, got)
		}
	}
}
