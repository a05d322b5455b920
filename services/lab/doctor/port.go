package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"syscall"
)

// lookAtPort tells whether a room can be published on a port. engine may be nil.
func lookAtPort(ctx context.Context, bind netip.Addr, port uint16, engine *engine) Finding {
	if name, ours := engine.publisher(ctx, port); name != "" {
		if ours {
			return fine("UDP port %d is our own server's (container %s).", port, name)
		}
		return missing(anotherPort(port), "UDP port %d is published by the container %s.", port, name)
	}
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(bind, port)))
	if err == nil {
		conn.Close()
		return fine("UDP port %d is free.", port)
	}
	switch {
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fine("UDP port %d was not looked at: this machine has no address %s.", port, bind)
	case errors.Is(err, fs.ErrPermission):
		return weak("ports below 1024 belong to root; any from 1024 on can be looked at", "UDP port %d can't be looked at: %v.", port, reason(err))
	case ask(ctx, netip.AddrPortFrom(reachable(bind), port)) == roomAnswered:
		return fine("UDP port %d is a room's already: it answers.", port)
	case errors.Is(err, syscall.EADDRINUSE):
		return missing(anotherPort(port), "UDP port %d is taken by another program.", port)
	}
	return missing(anotherPort(port), "UDP port %d can't be used: %v.", port, reason(err))
}

func anotherPort(port uint16) string {
	return fmt.Sprintf("end that program, or take another port: OBROLAN_PORT=%d make up", max(port+1, 1024))
}

// reachable is where a program on this machine finds what is bound to an address.
func reachable(bind netip.Addr) netip.Addr {
	switch {
	case !bind.IsUnspecified():
		return bind
	case bind.Is4():
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// reason is the error of the system, without what the net package puts before it.
func reason(err error) error {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
