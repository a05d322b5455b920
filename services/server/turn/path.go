package turn

import "net/netip"

// Path is one way between a peer and the server.
type Path struct {
	Peer netip.AddrPort
	// Local is the server's address that the peer sent to, so that the answer leaves from the same one; a client
	// whose socket is connected drops any other. The zero value lets the system choose, which is right where the
	// host has one address.
	Local netip.Addr
}
