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
	nobody, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := netip.MustParseAddrPort(nobody.LocalAddr().String())
	nobody.Close()
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
