package chat

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"
)

// TestOpenUDP checks that the socket uses a port of the range and reports a closed port.
func TestOpenUDP(t *testing.T) {
	const low, high = 8000, 9000
	// A socket connected to another address: the port refuses our datagrams, and no other program can take it.
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

// TestOpenUDPHoldsABurst: two hundred members that leave at once send every other member two hundred datagrams, more
// than Linux's default buffer holds. A client that gets no CPU time for a moment lost some of them.
func TestOpenUDPHoldsABurst(t *testing.T) {
	server, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	conn, err := OpenUDP(0, 0)(t.Context(), server.LocalAddr().(*net.UDPAddr).AddrPort())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const burst = 300
	line := make([]byte, 200)
	for range burst {
		if _, err := server.WriteTo(line, conn.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for i := range burst {
		if _, _, err := conn.ReadFrom(line); err != nil {
			t.Fatalf("%d of %d datagrams arrived, then %v", i, burst, err)
		}
	}
}
