package turn

import "net/netip"

// Path is a pair of addresses: the peer's and the server's.
type Path struct {
	Peer netip.AddrPort
	// Local is the server's address that the peer sent to. The answer must leave from it, because a client with a
	// connected socket drops any other. The zero value lets the system choose, which is right on a host with one address.
	Local netip.Addr
}
