package bbr

// fullPipe notices that sending faster no longer delivers faster: three rounds in
// a row without a quarter more ("Exiting Acceleration Based on Bandwidth Plateau").
type fullPipe struct {
	reached bool    // BBR.full_bw_reached: was so at least once on this connection
	now     bool    // BBR.full_bw_now: is so since the search began last
	bw      float64 // BBR.full_bw: the rate that a round has to beat
	count   int     // rounds that did not
}

// reset begins a new search (ResetFullBW), with bw as the rate to beat.
func (f *fullPipe) reset(bw float64) { f.bw, f.count, f.now = bw, 0, false }

// enterStartup doubles the rate each round (EnterStartup).
func (b *controller) enterStartup() {
	b.state = startup
	b.pacingGain = startupPacingGain
	b.cwndGain = defaultCwndGain
}

// checkFullPipe is CheckFullBWReached.
func (b *controller) checkFullPipe() {
	f, s := &b.fullPipe, &b.ack.Sample
	if f.now || !b.rounds.start || s.AppLimited {
		return
	}
	if s.Rate >= f.bw*fullPipeGrowth {
		f.reset(s.Rate)
		return
	}
	f.count++
	f.now = f.count >= fullPipeRounds
	f.reached = f.reached || f.now
}

// checkStartupDone is CheckStartupDone.
func (b *controller) checkStartupDone() {
	b.checkStartupLoss()
	if b.state == startup && b.fullPipe.reached {
		b.enterDrain()
	}
}

// checkStartupLoss is CheckStartupHighLoss: Startup ends when a whole round of fast recovery, counted from its first
// loss, has lost more than the limit, in six separate ranges ("Exiting Startup Based on Packet Loss").
func (b *controller) checkStartupLoss() {
	l := &b.loss
	if !l.roundStart {
		return
	}
	ranges := l.ranges
	l.ranges = 0
	recovering := l.recovery == fastRecovery && b.rounds.count > l.recovered
	if b.fullPipe.reached || !recovering || ranges < fullLossRanges || !l.tooMany {
		return
	}
	b.undo.state = undoStartup
	b.fullPipe.reached = true
	b.path.setInflightLong(max(b.bdp(b.path.bw, 1), l.inflightLatest))
}

// enterDrain sends at half the estimated rate until the queue that Startup left is
// gone (EnterDrain).
func (b *controller) enterDrain() {
	b.state = drain
	b.pacingGain = drainPacingGain
	b.cwndGain = defaultCwndGain
	b.cycle.drainRound = b.rounds.count
}

// checkDrainDone is CheckDrainDone.
func (b *controller) checkDrainDone() {
	if b.state != drain {
		return
	}
	drained := float64(b.ack.InFlight) <= b.inflight(b.path.bw, 1)
	if drained || b.rounds.count > b.cycle.drainRound+drainRounds {
		b.enterProbeDown()
	}
}
