package turn

import "net/netip"

// Trouble is the kind of error that the system reports about a destination.
type Trouble uint8

// The kinds of Trouble.
const (
	PortClosed Trouble = iota + 1 // ECONNREFUSED: the host is up and the port is closed
	HostLost                      // EHOSTUNREACH: no host answers at the address
)

// Report is the system's report about a destination.
type Report struct {
	To   netip.AddrPort
	What Trouble
}
