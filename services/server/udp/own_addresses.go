package udp

import (
	"net"
	"net/netip"
	"time"
)

// addressesFor is how long a list of the host's addresses is reused.
const addressesFor = 5 * time.Second

// ownAddresses knows which source address the system chooses by default, so that the server sets it on a datagram only
// where it differs.
type ownAddresses struct {
	looked     time.Time
	one4, one6 bool // at most one address of the family, not counting loopback
	list       func() ([]net.Addr, error)
}

// chosenAnyway reports whether a is the system's default source address. Of the loopback addresses only the usual one is.
func (o *ownAddresses) chosenAnyway(a netip.Addr, now time.Time) bool {
	if a.IsLoopback() {
		return a == netip.AddrFrom4([4]byte{127, 0, 0, 1}) || a.Is6()
	}
	if passed := now.Sub(o.looked); passed < 0 || passed >= addressesFor {
		o.look(now)
	}
	if a.Is4() {
		return o.one4
	}
	return o.one6
}

// look counts the host's addresses. If the system does not list them, it assumes several.
func (o *ownAddresses) look(now time.Time) {
	o.looked, o.one4, o.one6 = now, false, false
	list := o.list
	if list == nil {
		list = net.InterfaceAddrs
	}
	all, err := list()
	if err != nil {
		return
	}
	var n4, n6 int
	for _, addr := range all {
		prefix, err := netip.ParsePrefix(addr.String())
		switch {
		case err != nil || prefix.Addr().IsLoopback():
		case prefix.Addr().Is4():
			n4++
		default:
			n6++
		}
	}
	o.one4, o.one6 = n4 <= 1, n6 <= 1
}
