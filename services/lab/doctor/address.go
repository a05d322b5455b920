package doctor

import (
	"bytes"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// lookAtAddress tells by which address others reach a room that is published on bind.
func lookAtAddress(bind netip.Addr, port uint16) Finding {
	own := ownAddresses()
	switch {
	case bind.IsUnspecified():
		out, ok := outward(own)
		switch {
		case !ok:
			return weak("join a network, and look again", "This machine is on no network: only its own clients can join.")
		case isWSL():
			return weak("take Windows' own address ('ipconfig'), and forward the port: see 'WSL' in Microsoft's documentation",
				"This is Linux inside Windows (WSL): others do not reach its address %s.", out)
		}
		return fine("Others reach the room at %s.", netip.AddrPortFrom(out, port))
	case bind.IsLoopback():
		if out, ok := outward(own); ok {
			return fine("Only this machine can join: the room is published on %s. With OBROLAN_BIND=0.0.0.0 others reach it at %s.",
				bind, netip.AddrPortFrom(out, port))
		}
		return fine("Only this machine can join: the room is published on %s.", bind)
	case slices.Contains(own, bind):
		return fine("Others reach the room at %s.", netip.AddrPortFrom(bind, port))
	}
	return missing("OBROLAN_BIND is an address of this machine, or 0.0.0.0 for all of them", "This machine has no address %s.", bind)
}

// outward is the address from which this machine speaks to others.
func outward(own []netip.Addr) (netip.Addr, bool) {
	// Connecting a UDP socket sends nothing: the system only chooses a route. The address is one that
	// nobody has (RFC 5737).
	if conn, err := net.Dial("udp4", "192.0.2.1:9"); err == nil {
		defer conn.Close()
		if addr := conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(); !addr.IsLoopback() && !addr.IsUnspecified() {
			return addr, true
		}
	}
	i := slices.IndexFunc(own, func(a netip.Addr) bool { return a.Is4() })
	if i < 0 {
		return netip.Addr{}, false
	}
	return own[i], true
}

// ownAddresses lists this machine's addresses, without those that only it and its containers use.
func ownAddresses() []netip.Addr {
	var own []netip.Addr
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 || isVirtual(i.Name) {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil && !prefix.Addr().IsLinkLocalUnicast() {
				own = append(own, prefix.Addr().Unmap())
			}
		}
	}
	return own
}

// isVirtual recognizes the interfaces that container engines and virtual machines make.
func isVirtual(name string) bool {
	return slices.ContainsFunc([]string{"docker", "br-", "veth", "virbr", "cni", "podman", "vmnet"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// isWSL tells whether this is the Windows Subsystem for Linux, which has a network of its own behind
// Windows.
func isWSL() bool {
	version, err := os.ReadFile("/proc/version")
	return err == nil && bytes.Contains(bytes.ToLower(version), []byte("microsoft"))
}
