package congestion

import (
	"math"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// atWindow puts the CUBIC of d into congestion avoidance right after a reduction from
// wMax segments.
func atWindow(d *controltest.Driver, wMax float64) *cubic {
	c := d.Controller.(*cubic)
	d.Round() // a first round-trip sample
	c.cwnd, c.wMax = wMax, wMax
	d.Recover()
	return c
}

func TestCubicReducesTo70Percent(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 1000)
	controltest.Near(t, "window", c.cwnd, 700, 0.001)
	controltest.Near(t, "W_max", c.wMax, 1000, 0.001)
	for range 30 {
		d.Recover()
	}
	wantWindow(t, d, 2)
}

func TestCubicCurveOfTheRFC(t *testing.T) {
	c := &cubic{cwnd: 700, wMax: 1000}
	c.beginCurve(controltest.Epoch)
	k := math.Cbrt(1000 * (1 - 0.7) / 0.4) // RFC 9438 section 4.2, figure 2, cwnd = β·W_max
	controltest.Near(t, "K", c.curve.k, k, 1e-9)
	controltest.Near(t, "W(0)", c.windowAt(0), 700, 1e-9)
	controltest.Near(t, "W(K)", c.windowAt(k), 1000, 1e-9)
	controltest.Near(t, "W(K+1)", c.windowAt(k+1), 1000.4, 1e-9)
	controltest.Near(t, "W(2K)", c.windowAt(2*k), 1300, 1e-9)
}

// RFC 9438 section 4.2 with W_max = 100, cwnd_epoch = 70: K = ∛(30/0.4) = ∛75 = 4.2172 s. Each new ACK
// adds (target − cwnd)/cwnd.
func TestCubicIncreasePerACK(t *testing.T) {
	for _, row := range []struct {
		name       string
		at, growth float64 // seconds since t_epoch, segments
	}{
		// W(0.2) = 0.4·(0.2−4.2172)³+100 = 74.068, so (74.068−70)/70
		{"concave", 0.1, 0.05812},
		// W(4.3) = 0.4·(4.3−4.2172)³+100 = 100.0002
		{"at K", 4.2, 0.42858},
		// W(6.1) = 0.4·(1.8828)³+100 = 102.670
		{"convex", 6, 0.46671},
		// beyond 1.5·70 = 105
		{"at most half of the window per round trip", 60, 0.5},
	} {
		c := newDriver(t, CubicName, 100*time.Millisecond).Controller.(*cubic)
		c.cwnd, c.wMax, c.cwndPrior, c.srtt = 70, 100, 100, 100*time.Millisecond
		c.beginCurve(controltest.Epoch)
		now := controltest.Epoch.Add(time.Duration(row.at * float64(time.Second)))
		c.avoid(now, control.Ack{Bytes: 2 * controltest.MSS}) // by ACKs, not by what they acknowledge
		controltest.Near(t, row.name, c.cwnd-70, row.growth, 0.001)
	}
}

// RFC 9438 section 4.3, figure 4: W_est grows by α·segments_acked/cwnd, α = 3·0.3/1.7 = 0.5294 and 1 from cwnd_prior on.
func TestCubicEstimateOfReno(t *testing.T) {
	for _, row := range []struct{ estimate, want float64 }{{80, 80.01513}, {100, 100.02857}} {
		c := newDriver(t, CubicName, 100*time.Millisecond).Controller.(*cubic)
		c.cwnd, c.wMax, c.cwndPrior, c.srtt = 70, 100, 100, 100*time.Millisecond
		c.beginCurve(controltest.Epoch)
		c.curve.wEst = row.estimate
		c.avoid(controltest.Epoch, control.Ack{Bytes: 2 * controltest.MSS})
		controltest.Near(t, "W_est", c.curve.wEst, row.want, 1e-6)
	}
}

// RFC 9438 section 4.9.2: no undo once the window is larger than before the reduction.
func TestCubicLateUndoChangesNothing(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 100)
	c.cwnd = 101
	before := *c
	d.Controller.OnSpurious(d.Now)
	if c.cwnd != 101 || c.ssthresh != before.ssthresh || c.wMax != before.wMax {
		t.Errorf("window %v, threshold %v, W_max %v", c.cwnd, c.ssthresh, c.wMax)
	}
}

// RFC 9438 section 4.8: the stage after a time-out begins with K = 0 and W_max = cwnd.
func TestCubicStageAfterATimeout(t *testing.T) {
	c := newDriver(t, CubicName, testRTT).Controller.(*cubic)
	c.cwnd, c.wMax = 100, 120
	c.OnTimeout(controltest.Epoch, 100*controltest.MSS)
	controltest.Near(t, "ssthresh", c.ssthresh, 70, 1e-9)
	controltest.Near(t, "cwnd_prior", c.cwndPrior, 100, 1e-9)
	c.cwnd = 70 // slow start has reached the threshold
	c.beginCurve(controltest.Epoch)
	if c.curve.k != 0 || c.wMax != 70 || c.curve.wEst != 70 {
		t.Errorf("K %v, W_max %v, W_est %v", c.curve.k, c.wMax, c.curve.wEst)
	}
}

func TestCubicWindowFollowsTheCurve(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 1000)
	start := d.Now
	k := math.Cbrt(1000 * 0.3 / 0.4)
	for d.Now.Sub(start) < 15*time.Second {
		d.Round()
		at := d.Now.Sub(start).Seconds()
		want := 0.4*math.Pow(at-k, 3) + 1000
		if math.Abs(c.cwnd-want) > 0.02*want {
			t.Fatalf("after %.2f s the window is %.1f, the RFC's curve at %.1f", at, c.cwnd, want)
		}
	}
	if c.cwnd < 1070 {
		t.Errorf("window %.1f: the convex part was not reached", c.cwnd)
	}
}

func TestCubicGrowsByHalfPerRoundAtMost(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 100)
	d.Round()
	c.curve.start = c.curve.start.Add(-time.Hour)
	before := c.cwnd
	d.Round()
	if c.cwnd > 1.66*before || c.cwnd < 1.4*before {
		t.Errorf("window from %.1f to %.1f in a round", before, c.cwnd)
	}
}

func TestCubicRenoFriendlyRegion(t *testing.T) {
	const rtt = 10 * time.Millisecond // so short that the curve hardly moves
	d := newDriver(t, CubicName, rtt)
	c := atWindow(d, 40)
	alpha := 3 * 0.3 / 1.7
	before := c.cwnd
	for range 10 {
		d.Round()
	}
	controltest.Near(t, "growth a round below the old window", (c.cwnd-before)/10, alpha, 0.05)
	for c.cwnd < 41 {
		d.Round()
	}
	before = c.cwnd
	for range 10 {
		d.Round()
	}
	controltest.Near(t, "growth a round above it", (c.cwnd-before)/10, 1, 0.05)
}

func TestCubicFastConvergence(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 1000)
	// Lost again before it was back at 1000: it gives up more than the window shows.
	before := c.cwnd
	d.Recover()
	controltest.Near(t, "W_max", c.wMax, before*(1+0.7)/2, 0.01)
	controltest.Near(t, "window", c.cwnd, before*0.7, 0.01)
	// Lost beyond W_max: that is the new one.
	c.cwnd = 2 * c.wMax
	beyond := c.cwnd
	d.Recover()
	controltest.Near(t, "W_max", c.wMax, beyond, 0.01)
}

func TestCubicTimeout(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 100)
	d.Fill()
	d.Now = d.Now.Add(time.Second)
	before := c.cwnd
	d.Timeout()
	wantWindow(t, d, 1)
	controltest.Near(t, "ssthresh", c.ssthresh, before*0.7, 0.001)
	d.Now = d.Now.Add(time.Millisecond)
	for d.Controller.Phase() != "congestion avoidance" {
		d.Round()
		d.Now = d.Now.Add(time.Millisecond)
	}
	d.Round()
	if c.curve.k != 0 {
		t.Errorf("K is %v after a time-out, want 0 (RFC 9438 section 4.8)", c.curve.k)
	}
}

func TestCubicUndoRestoresTheCurve(t *testing.T) {
	cut := map[string]func(d *controltest.Driver){
		"loss":     func(d *controltest.Driver) { d.Lose(1) },
		"time-out": func(d *controltest.Driver) { d.Timeout() },
	}
	for name, reduce := range cut {
		t.Run(name, func(t *testing.T) {
			d := newDriver(t, CubicName, testRTT)
			c := atWindow(d, 1000)
			for range 20 {
				d.Round()
			}
			d.Fill()
			d.Now = d.Now.Add(d.RTT)
			before := *c
			reduce(d)
			if c.cwnd >= before.cwnd {
				t.Fatal("no reduction")
			}
			d.Controller.OnSpurious(d.Now)
			if c.cwnd != before.cwnd || c.ssthresh != before.ssthresh || c.wMax != before.wMax ||
				c.cwndPrior != before.cwndPrior || c.curve != before.curve {
				t.Errorf("restored %+v, had %+v", *c, before)
			}
			d.Controller.OnSpurious(d.Now)
			if c.cwnd != before.cwnd {
				t.Error("a second call changed the window")
			}
		})
	}
}

func TestCubicCurveWaitsForTheApplication(t *testing.T) {
	d := newDriver(t, CubicName, testRTT)
	c := atWindow(d, 1000)
	for range 10 {
		d.Round()
	}
	before, elapsed := c.cwnd, d.Now.Sub(c.curve.start)
	for range 100 { // five seconds with little to send
		d.Send(2)
		d.Now = d.Now.Add(d.RTT)
		d.Ack(2)
	}
	controltest.Near(t, "window", c.cwnd, before, 0.01)
	controltest.Near(t, "time on the curve", d.Now.Sub(c.curve.start).Seconds(), elapsed.Seconds(), 0.2)
}

func TestCubicLabLossWithoutAQueue(t *testing.T) {
	cases := []struct {
		name    string
		control string
		queue   time.Duration
		left    float64
	}{
		{"no queue", CubicLabName, 0, 0.95},
		{"short queue", CubicLabName, 3 * time.Millisecond, 0.95},
		{"queue", CubicLabName, 4 * time.Millisecond, 0.7},
		{"no queue, the RFC", CubicName, 0, 0.7},
		{"queue, the RFC", CubicName, 4 * time.Millisecond, 0.7},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			d := newDriver(t, tc.control, testRTT)
			d.Round()
			d.RTT += tc.queue
			d.Round()
			d.Fill()
			d.Now = d.Now.Add(d.RTT)
			d.Ack(1)
			flight := float64(d.Left())
			d.Lose(1)
			controltest.Near(t, "what the loss left", d.Window()/flight, tc.left, 0.001)
		})
	}
}

// RFC 9438 section 5.1, tables 1 and 2: mean windows in segments.
func TestResponseFunctions(t *testing.T) {
	tables := []struct {
		rtt            time.Duration
		p, reno, cubic float64
	}{
		{100 * time.Millisecond, 1e-2, 12, 12},
		{100 * time.Millisecond, 1e-3, 38, 38},
		{100 * time.Millisecond, 1e-4, 120, 187},
		{100 * time.Millisecond, 1e-5, 379, 1054},
		{100 * time.Millisecond, 1e-6, 1200, 5926},
		{100 * time.Millisecond, 1e-7, 3795, 33325},
		{100 * time.Millisecond, 1e-8, 12000, 187400},
		{10 * time.Millisecond, 1e-5, 379, 379},
		{10 * time.Millisecond, 1e-6, 1200, 1200},
		{10 * time.Millisecond, 1e-7, 3795, 5926},
		{10 * time.Millisecond, 1e-8, 12000, 33325},
	}
	for _, row := range tables {
		segments := func(rate float64) float64 { return rate * row.rtt.Seconds() / controltest.MSS }
		controltest.Near(t, "NewReno's window", segments(NewRenoResponse(controltest.MSS, row.rtt, row.p)), row.reno, 0.03)
		controltest.Near(t, "CUBIC's window", segments(CubicResponse(controltest.MSS, row.rtt, row.p)), row.cubic, 0.03)
	}
	friendly := CubicFriendlyResponse(controltest.MSS, testRTT, 1e-3)
	controltest.Near(t, "Reno-friendly", friendly, NewRenoResponse(controltest.MSS, testRTT, 1e-3), 1e-9)
	controltest.Near(t, "cubic-lab", CubicLabResponse(controltest.MSS, testRTT, 1e-2), 44.2*controltest.MSS/testRTT.Seconds(), 0.01)
}
