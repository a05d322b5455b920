package chat

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
)

// portTries is how many ports of a range OpenUDP tries before it lets the system choose one.
const portTries = 24

// readBuffer is the receive buffer that a socket requests, in bytes. When a full room leaves at once, some 1,000
// datagrams arrive, and the kernel counts each as 1,280 bytes. Linux's default buffer holds 166 of them.
const readBuffer = 1 << 20

// OpenUDP returns a Config.Open that opens a UDP socket connected to the server. The local port is random between low
// and high, both included; it is any free port if those are taken or low is 0. A connected socket receives from the
// server only and reports an ICMP port unreachable (ECONNREFUSED) from reads and writes. WriteTo ignores its address.
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

// connectedUDP is a net.PacketConn over a connected socket. The type exists because a connected net.UDPConn rejects
// WriteTo.
type connectedUDP struct{ *net.UDPConn }

func newConnectedUDP(conn net.Conn) connectedUDP {
	c := connectedUDP{conn.(*net.UDPConn)}
	_ = c.SetReadBuffer(readBuffer) // if refused, a burst may overflow the buffer; nothing else breaks
	return c
}

// WriteTo writes to the peer that the socket is connected to.
func (c connectedUDP) WriteTo(b []byte, _ net.Addr) (int, error) { return c.Write(b) }
