package congestion

import "fmt"

// Option changes one setting of a controller made by New. An option that does not
// concern the controller chosen is checked and otherwise ignored.
type Option func(*settings)

// settings are what all controllers are made from.
type settings struct {
	mss           int
	initialWindow int
	lossThreshold float64
	lab           bool // the tuned variant
	seed          uint64
	hystart       bool
}

// initialDatagrams is the initial window in datagrams (RFC 6928 section 2).
const initialDatagrams = 10

// maxMSS is the largest UDP payload that IPv4 carries.
const maxMSS = 65507

// WithInitialWindow sets the congestion window before the first acknowledgement, in
// bytes. Default: ten datagrams (RFC 6928 section 2).
func WithInitialWindow(bytes int) Option {
	return func(s *settings) { s.initialWindow = bytes }
}

// WithLossThreshold sets the share of a round trip's data, above 0 and below 1, that
// bbr-lab may find lost while the queue is empty before it concludes that it has too much in
// flight. Default: LabLossThreshold. With a queue it is DraftLossThreshold at most.
func WithLossThreshold(share float64) Option {
	return func(s *settings) { s.lossThreshold = share }
}

// WithSeed seeds the waiting times that BBR draws between two probes for bandwidth,
// so that a run can be repeated. Default: 1.
func WithSeed(seed uint64) Option {
	return func(s *settings) { s.seed = seed }
}

// WithHyStart says whether NewReno and CUBIC leave slow start when the round-trip
// time rises (HyStart++, RFC 9406). Default: yes.
func WithHyStart(on bool) Option {
	return func(s *settings) { s.hystart = on }
}

func newSettings(mss int, options []Option) (settings, error) {
	s := settings{
		mss:           mss,
		initialWindow: initialDatagrams * mss,
		lossThreshold: LabLossThreshold,
		seed:          1,
		hystart:       true,
	}
	for _, option := range options {
		option(&s)
	}
	if mss < 1 || mss > maxMSS {
		return s, fmt.Errorf("%w: datagrams of %d bytes", ErrParameter, mss)
	}
	if s.initialWindow < mss || s.initialWindow > maxWindow {
		return s, fmt.Errorf("%w: initial window of %d bytes", ErrParameter, s.initialWindow)
	}
	if !(s.lossThreshold > 0 && s.lossThreshold < 1) {
		return s, fmt.Errorf("%w: loss threshold %v is not between 0 and 1", ErrParameter, s.lossThreshold)
	}
	return s, nil
}
