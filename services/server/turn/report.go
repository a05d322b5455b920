package turn

import "net/netip"

// Trouble is what the system reports about an address that was sent to.
type Trouble uint8

// The kinds of Trouble.
const (
	PortClosed Trouble = iota + 1 // ECONNREFUSED: the host is there and nobody listens
	HostLost                      // EHOSTUNREACH: no host answers at this address
)

// Report is what the system says about an address.
type Report struct {
	To   netip.AddrPort
	What Trouble
}
