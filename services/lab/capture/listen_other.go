//go:build !linux

package capture

import "github.com/gopacket/gopacket/layers"

// Listener is not available on this system.
type Listener struct{}

// Listen returns ErrPlatform.
func Listen(string) (*Listener, error) { return nil, ErrPlatform }

// Link is what the frames would start with.
func (*Listener) Link() layers.LinkType { return layers.LinkTypeEthernet }

// Next returns ErrPlatform.
func (*Listener) Next() (Frame, error) { return Frame{}, ErrPlatform }

// Dropped returns 0.
func (*Listener) Dropped() int { return 0 }

// Close does nothing.
func (*Listener) Close() error { return nil }
