package udp

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"

	"obrolan/services/server/turn"
)

// enableReports makes the system queue ICMP errors about this socket's datagrams (ip(7), IP_RECVERR). One of the two
// options fails on a socket of the other family. Without reports, only the idle limit removes a member who is gone.
func enableReports(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_RECVERR, 1)
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 1)
	})
}

// granted returns the buffers' sizes. Linux reports twice what it lets a program use (socket(7)).
func granted(raw syscall.RawConn) (read, write int) {
	_ = raw.Control(func(fd uintptr) {
		read, _ = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF)
		write, _ = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUF)
	})
	return read / 2, write / 2
}

// maxDrain is how many reports are taken at once. The rest waits for the next failed call.
const maxDrain = 4096

// drainReports empties the error queue and appends a report for each entry.
func drainReports(raw syscall.RawConn, reports []turn.Report) []turn.Report {
	_ = raw.Control(func(fd uintptr) {
		var data [1]byte
		var oob [512]byte
		for range maxDrain {
			_, oobn, _, to, err := unix.Recvmsg(int(fd), data[:], oob[:], unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT)
			if errors.Is(err, unix.EINTR) {
				continue
			}
			if err != nil {
				return // empty
			}
			if r, ok := report(to, oob[:oobn]); ok {
				reports = append(reports, r)
			}
		}
	})
	return reports
}

// report decodes one entry of the error queue: the destination of the lost datagram, and a struct sock_extended_err,
// which starts with the error number (ip(7)).
func report(to unix.Sockaddr, oob []byte) (turn.Report, bool) {
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return turn.Report{}, false
	}
	for _, m := range messages {
		isError := m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_RECVERR ||
			m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_RECVERR
		if !isError || len(m.Data) < 4 {
			continue
		}
		addr, ok := sockaddr(to)
		if !ok {
			return turn.Report{}, false
		}
		switch syscall.Errno(binary.NativeEndian.Uint32(m.Data)) {
		case unix.ECONNREFUSED:
			return turn.Report{To: addr, What: turn.PortClosed}, true
		case unix.EHOSTUNREACH:
			return turn.Report{To: addr, What: turn.HostLost}, true
		}
	}
	return turn.Report{}, false
}

// sockaddr converts the system's address.
func sockaddr(sa unix.Sockaddr) (netip.AddrPort, bool) {
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), true
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), uint16(a.Port)), true
	}
	return netip.AddrPort{}, false
}

// isReport reports whether a failed call may concern another datagram than its own.
func isReport(err error) bool {
	for _, report := range []error{unix.ECONNREFUSED, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EMSGSIZE,
		unix.EHOSTDOWN, unix.ENONET, unix.EPROTO, unix.EACCES, unix.ENOPROTOOPT, unix.EOPNOTSUPP} {
		if errors.Is(err, report) {
			return true
		}
	}
	return false
}
