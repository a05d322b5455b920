package simnet

import (
	"net"
	"net/netip"
)

// opError wraps an error as package net does, so that errors.Is and Timeout
// work as with a socket.
func opError(op string, local, remote netip.AddrPort, err error) error {
	e := &net.OpError{Op: op, Net: "udp", Err: err}
	if local.IsValid() {
		e.Source = net.UDPAddrFromAddrPort(local)
	}
	if remote.IsValid() {
		e.Addr = net.UDPAddrFromAddrPort(remote)
	}
	return e
}

// fail returns an error of this endpoint; the caller holds the lock.
func (c *Conn) fail(op string, remote netip.AddrPort, err error) error {
	return opError(op, c.addr, remote, err)
}
