package chat

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
)

// Config names the server and says how the Room reaches it. Server is required; every other field may be zero.
type Config struct {
	// Server is HOST:PORT. The host is resolved again whenever the Room has to
	// join again, since a restarted container may have another address.
	Server string

	// Open opens a new socket to server on a new local port. Its reads return datagrams from server only. nil means
	// OpenUDP(0, 0).
	Open func(ctx context.Context, server netip.AddrPort) (net.PacketConn, error)

	// Resolve returns the addresses of Server in the order in which to try them: at least one, or an error. nil
	// means the function Resolve.
	Resolve func(ctx context.Context, hostport string) ([]netip.AddrPort, error)

	// Log receives details for debugging, which the person in the room does not need. nil discards them.
	Log *slog.Logger
}
