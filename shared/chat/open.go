package chat

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
)

// A client of the classic protocol binds a local port of this range, both ends included.
const (
	lowPort  = 8000
	highPort = 9000

	portTries = 24 // then any port that the system gives
)

// OpenUDP opens a UDP socket that is connected to server, bound to a random local port in
// 8000–9000 (classic-protocol.md), or to any where those are taken. Being connected, it receives from server
// alone and reports that nobody listens there (ECONNREFUSED) from reads and writes. The address
// given to WriteTo is not looked at.
func OpenUDP(ctx context.Context, server netip.AddrPort) (net.PacketConn, error) {
	var dialer net.Dialer
	for range portTries {
		dialer.LocalAddr = &net.UDPAddr{Port: lowPort + rand.IntN(highPort-lowPort+1)}
		conn, err := dialer.DialContext(ctx, "udp", server.String())
		if err == nil {
			return connectedUDP{conn.(*net.UDPConn)}, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
	}
	dialer.LocalAddr = nil
	conn, err := dialer.DialContext(ctx, "udp", server.String())
	if err != nil {
		return nil, err
	}
	return connectedUDP{conn.(*net.UDPConn)}, nil
}

// connectedUDP makes a connected socket a net.PacketConn that can be written to: package
// net refuses WriteTo on one.
type connectedUDP struct{ *net.UDPConn }

// WriteTo writes to the peer that the socket is connected to.
func (c connectedUDP) WriteTo(b []byte, _ net.Addr) (int, error) { return c.Write(b) }
