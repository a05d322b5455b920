package chat

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
)

// Config says where a room is and how to get there. The zero value of every
// field but Server is usable.
type Config struct {
	// Server is HOST:PORT. The host is resolved again whenever the Room has to
	// join again, since a restarted container may have another address.
	Server string

	// Protocol chooses the back-end; "" and "classic" are the original wire format.
	Protocol string

	// Random is where keys come from; nil means crypto/rand.
	Random io.Reader

	// Open opens a new socket towards server, bound to a new local port. nil means OpenUDP.
	// Reads return only what came from server.
	Open func(ctx context.Context, server netip.AddrPort) (net.PacketConn, error)

	// Resolve turns Server into an address. nil means the system's resolver, IPv4 first.
	Resolve func(ctx context.Context, hostport string) (netip.AddrPort, error)

	// Log gets the details that a person in the room need not see; nil means none.
	Log *slog.Logger
}

// Protocols lists what Config.Protocol can be.
func Protocols() []string { return []string{"classic"} }

// Dial finds the server and exchanges keys with it, repeating what gets lost, until ctx
// ends. It returns ErrNoServer, an error of the resolver, or one that names an unknown protocol.
func Dial(ctx context.Context, cfg Config) (Room, error) {
	switch cfg.Protocol {
	case "", "classic":
		return dialClassic(ctx, cfg)
	}
	return nil, fmt.Errorf("unknown protocol %q: this client speaks %q", cfg.Protocol, Protocols())
}
