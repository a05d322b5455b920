package congestion

import (
	"errors"
	"fmt"
	"strings"

	"obrolan/shared/arq/congestion/bbr"
	"obrolan/shared/arq/congestion/control"
)

// The names that New knows. A lab variant departs from its document where the document's rules
// starve on random loss; docs/decisions/congestion.md lists every departure.
const (
	NewRenoName  = "newreno"   // RFC 5681 and RFC 6582
	CubicName    = "cubic"     // RFC 9438
	BBRName      = bbr.Name    // draft-ietf-ccwg-bbr
	CubicLabName = "cubic-lab" // CUBIC, tuned
	BBRLabName   = bbr.LabName // BBR, tuned
)

// Default is the name of the controller that a connection has if none is chosen.
const Default = CubicName

// ErrUnknown is wrapped by New when no controller has the name asked for. The error lists the
// names that exist.
var ErrUnknown = errors.New("unknown congestion control")

// ErrParameter is wrapped by New when a size or an option is out of its range.
var ErrParameter = errors.New("bad congestion control parameter")

// New makes the controller called name, for datagrams of at most mss bytes of UDP
// payload. The errors wrap ErrUnknown or ErrParameter.
func New(name string, mss int, options ...Option) (control.Controller, error) {
	s, err := newSettings(mss, options)
	if err != nil {
		return nil, err
	}
	switch name {
	case NewRenoName:
		return newNewReno(s), nil
	case CubicName:
		return newCubic(s, false), nil
	case CubicLabName:
		return newCubic(s, true), nil
	case BBRName:
		return bbr.New(s.mss, s.initialWindow, s.seed), nil
	case BBRLabName:
		return bbr.NewLab(s.mss, s.initialWindow, s.seed), nil
	}
	return nil, fmt.Errorf("%w %q; known are %s", ErrUnknown, name, strings.Join(Names(), ", "))
}

// Names lists the names that New knows, in the order in which they are shown.
func Names() []string {
	return []string{NewRenoName, CubicName, BBRName, CubicLabName, BBRLabName}
}
