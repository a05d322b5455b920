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

// Resolve resolves HOST:PORT with the system's resolver. It returns IPv4 addresses before IPv6, because the original
// servers listen on IPv4 only. An empty host means this machine. An error is one sentence that names the host, and
// wraps the resolver's *net.DNSError if there is one.
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

// splitServer splits HOST:PORT. Its errors are about the form: trying again does not help.
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

// preferred removes duplicates and puts IPv4 first, else keeps the resolver's order.
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

// unresolved returns the sentence for a host without an address.
func unresolved(host string, err error) error {
	var dns *net.DNSError
	if err == nil || errors.As(err, &dns) && dns.IsNotFound {
		return Failed(fmt.Sprintf("the host %q is not known", host), ErrNoHost, err)
	}
	if local := localFailure(err); local != nil {
		return local
	}
	return Failed(fmt.Sprintf("the host %q can't be looked up (%v)", host, err), err)
}
