package chat

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
)

// portTries is how many ports of a range are tried before any port that the system gives.
const portTries = 24

// readBuffer is what is asked for as a socket's receive buffer, in bytes. A full room that leaves at one instant is some
// 1,000 datagrams, which the kernel counts as 1,280 bytes each; Linux by itself gives room for 166.
const readBuffer = 1 << 20

// OpenUDP returns a Config.Open that opens a UDP socket connected to the server, bound to a random local port from
// low to high, both included, or to any where those are taken or low is 0. Being connected, it receives from the
// server alone and reports that nobody listens there (ECONNREFUSED) from reads and writes. The address given to
// WriteTo is not looked at.
func OpenUDP(low, high uint16) func(ctx context.Context, server netip.AddrPort) (net.PacketConn, error) {
	return func(ctx context.Context, server netip.AddrPort) (net.PacketConn, error) {
		var dialer net.Dialer
		for range portTries {
			if low == 0 {
				break
			}
			dialer.LocalAddr = &net.UDPAddr{Port: int(low) + rand.IntN(int(high-low)+1)}
			conn, err := dialer.DialContext(ctx, "udp", server.String())
			if err == nil {
				return newConnectedUDP(conn), nil
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
		return newConnectedUDP(conn), nil
	}
}

// connectedUDP makes a connected socket a net.PacketConn that can be written to: package
// net refuses WriteTo on one.
type connectedUDP struct{ *net.UDPConn }

func newConnectedUDP(conn net.Conn) connectedUDP {
	c := connectedUDP{conn.(*net.UDPConn)}
	_ = c.SetReadBuffer(readBuffer) // a refusal costs lines of a burst, nothing else
	return c
}

// WriteTo writes to the peer that the socket is connected to.
func (c connectedUDP) WriteTo(b []byte, _ net.Addr) (int, error) { return c.Write(b) }
