package chat

import (
	"context"
	"net"
	"net/netip"
	"testing"
)

// TestOpenUDP binds a port of the range, and reports that nobody listens.
func TestOpenUDP(t *testing.T) {
	const low, high = 8000, 9000
	// A socket that takes datagrams from one other address alone: the port refuses ours, and no other program gets it.
	loopback := net.IPv4(127, 0, 0, 1)
	nobody, err := net.DialUDP("udp4", &net.UDPAddr{IP: loopback}, &net.UDPAddr{IP: loopback, Port: 9})
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	addr := nobody.LocalAddr().(*net.UDPAddr).AddrPort()
	conn, err := OpenUDP(low, high)(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if port := netip.MustParseAddrPort(conn.LocalAddr().String()).Port(); port < low || port > high {
		t.Errorf("local port %d", port)
	}
	if _, err := conn.WriteTo([]byte("x"), net.UDPAddrFromAddrPort(addr)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.ReadFrom(make([]byte, 10)); !isRefused(err) {
		t.Errorf("read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := OpenUDP(low, high)(ctx, addr); err == nil {
		t.Error("opened with a context that had ended")
	}
}
