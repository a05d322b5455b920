package chat

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
)

// Resolve turns HOST:PORT into its addresses with the system's resolver, IPv4 before IPv6,
// as original servers listen on IPv4 alone. An empty host is this machine. Errors are a sentence that
// names the host, and wrap the resolver's *net.DNSError where there is one.
func Resolve(ctx context.Context, hostport string) ([]netip.AddrPort, error) {
	host, port, err := splitServer(ctx, hostport)
	if err != nil {
		return nil, err
	}
	if a, err := netip.ParseAddr(host); err == nil { // the resolver would drop the zone of fe80::1%eth0
		return []netip.AddrPort{netip.AddrPortFrom(a.Unmap(), port)}, nil
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, unresolved(host, err)
	}
	if len(addrs) == 0 {
		return nil, unresolved(host, nil)
	}
	var all []netip.AddrPort
	for _, a := range preferred(addrs) {
		all = append(all, netip.AddrPortFrom(a, port))
	}
	return all, nil
}

// splitServer takes HOST:PORT apart. Its errors are about the form, so that trying again is no use.
func splitServer(ctx context.Context, hostport string) (host string, port uint16, err error) {
	host, service, err := net.SplitHostPort(hostport)
	if err != nil {
		return "", 0, Failed(fmt.Sprintf("%q is not HOST:PORT", hostport), err)
	}
	n, err := net.DefaultResolver.LookupPort(ctx, "udp", service)
	if err != nil || n == 0 {
		return "", 0, Failed(fmt.Sprintf("%q is not a port", service), err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return host, uint16(n), nil
}

// preferred returns each address once, IPv4 first, else in the resolver's order.
func preferred(addrs []netip.Addr) []netip.Addr {
	var all []netip.Addr
	for _, a := range addrs {
		if a = a.Unmap(); !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b netip.Addr) int { return cmp.Compare(a.BitLen(), b.BitLen()) })
	return all
}

// unresolved is the sentence for a host that has no address.
func unresolved(host string, err error) error {
	var dns *net.DNSError
	if err == nil || errors.As(err, &dns) && dns.IsNotFound {
		return Failed(fmt.Sprintf("the host %q is not known", host), err)
	}
	if local := localFailure(err); local != nil {
		return local
	}
	return Failed(fmt.Sprintf("the host %q can't be looked up (%v)", host, err), err)
}
