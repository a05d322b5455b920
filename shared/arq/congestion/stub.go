package congestion

import "time"

const LabLossThreshold = 0.2
const DraftLossThreshold = 0.02

// fixed is a stand-in until the controls arrive: a constant window.
type fixed struct {
	name string
	s    settings
}

func (f fixed) Name() string             { return f.name }
func (f fixed) Phase() string            { return "" }
func (f fixed) OnSend(time.Time, Sent)   {}
func (f fixed) OnAck(time.Time, Ack)     {}
func (f fixed) OnLoss(time.Time, Loss)   {}
func (f fixed) OnTimeout(time.Time, int) {}
func (f fixed) OnSpurious(time.Time)     {}
func (f fixed) Window() int              { return 20 * f.s.initialWindow }
func (f fixed) PacingRate() float64      { return 0 }
func newNewReno(s settings) Controller   { return fixed{NewRenoName, s} }
func newCubic(s settings) Controller     { return fixed{CubicName, s} }
func newBBR(s settings) Controller       { return fixed{BBRName, s} }
