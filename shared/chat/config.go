package chat

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
)

// Config says where a room is and how its datagrams get there. The zero value of every field but Server is usable.
type Config struct {
	// Server is HOST:PORT. The host is resolved again whenever the Room has to
	// join again, since a restarted container may have another address.
	Server string

	// Open opens a new socket towards server, bound to a new local port. nil means OpenUDP(0, 0).
	// Reads return only what came from server.
	Open func(ctx context.Context, server netip.AddrPort) (net.PacketConn, error)

	// Resolve turns Server into its addresses, at least one, those to try first in front. nil means Resolve of
	// this package.
	Resolve func(ctx context.Context, hostport string) ([]netip.AddrPort, error)

	// Log gets the details that a person in the room need not see; nil means none.
	Log *slog.Logger
}
