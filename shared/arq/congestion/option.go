package congestion

import (
	"fmt"

	"obrolan/shared/arq/congestion/control"
)

// Option changes one setting of a controller made by New. An option that does not
// concern the controller chosen is checked and otherwise ignored.
type Option func(*settings)

// settings are what all controllers are made from.
type settings struct {
	mss           int
	initialWindow int
	seed          uint64
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

// WithSeed seeds the waiting times that BBR draws between two probes for bandwidth,
// so that a run can be repeated. Default: 1.
func WithSeed(seed uint64) Option {
	return func(s *settings) { s.seed = seed }
}

func newSettings(mss int, options []Option) (settings, error) {
	s := settings{
		mss:           mss,
		initialWindow: initialDatagrams * mss,
		seed:          1,
	}
	for _, option := range options {
		option(&s)
	}
	if mss < 1 || mss > maxMSS {
		return s, fmt.Errorf("%w: datagrams of %d bytes", ErrParameter, mss)
	}
	if s.initialWindow < mss || s.initialWindow > control.MaxWindow {
		return s, fmt.Errorf("%w: initial window of %d bytes", ErrParameter, s.initialWindow)
	}
	return s, nil
}
