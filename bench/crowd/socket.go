//go:build linux

package crowd

import (
	"errors"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// wantBuffer is the requested receive buffer in bytes. Systems grant less: net.core.rmem_max.
const wantBuffer = 4 << 20

// socket is a nonblocking UDP socket on 127.0.0.1 without a poller; those of package net have one.
type socket struct {
	fd   int
	addr netip.AddrPort
}

// openSocket opens a socket on a free port.
func openSocket() (socket, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return socket{}, fmt.Errorf("opening a socket: %w", err)
	}
	s := socket{fd: fd}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		s.close()
		return socket{}, fmt.Errorf("binding a socket: %w", err)
	}
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, wantBuffer) // granted returns the actual size
	sa, err := unix.Getsockname(fd)
	local, ok := sa.(*unix.SockaddrInet4)
	if err != nil || !ok {
		s.close()
		return socket{}, fmt.Errorf("asking for a socket's port: %w", err)
	}
	s.addr = netip.AddrPortFrom(netip.AddrFrom4(local.Addr), uint16(local.Port))
	return s, nil
}

// granted returns the size of the receive buffer in bytes. Linux reports twice the usable size (socket(7)).
func (s socket) granted() int {
	n, _ := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_RCVBUF)
	return n / 2
}

// read reads a waiting datagram; ok is false if there is none. An empty datagram has n = 0.
func (s socket) read(buf []byte) (n int, ok bool, err error) {
	for {
		n, err = unix.Read(s.fd, buf)
		switch {
		case err == nil:
			return n, true, nil
		case errors.Is(err, unix.EAGAIN):
			return 0, false, nil
		case !errors.Is(err, unix.EINTR):
			return 0, false, fmt.Errorf("reading at %v: %w", s.addr, err)
		}
	}
}

// write sends a datagram.
func (s socket) write(to unix.Sockaddr, datagram []byte) error {
	for {
		err := unix.Sendto(s.fd, datagram, 0, to)
		if err == nil {
			return nil
		}
		if !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("sending from %v: %w", s.addr, err)
		}
	}
}

func (s socket) close() { _ = unix.Close(s.fd) }
