package udp

import (
	"encoding/binary"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// A socket that listens on all addresses sends from the address that the route to the peer prefers, which may differ from
// the one that the peer sent to. IP_PKTINFO (ip(7)) and IPV6_PKTINFO (RFC 3542, section 6.1) return a datagram's
// destination address, and set the source address of a datagram to send.

// enableArrival enables control messages with the destination address of each datagram. One of the two options fails on a
// socket of the other family.
func enableArrival(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_PKTINFO, 1)
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
	})
}

// Offsets in struct in_pktinfo (interface index, preferred source, header's destination) and in6_pktinfo
// (destination, interface index).
const (
	pktinfo4Source = 4
	pktinfo4Size   = 12
	pktinfo6Size   = 20
)

// arrivedAt returns a datagram's destination address, or the zero value if its control messages do not hold it. IPv4 on an
// IPv6 socket is returned as IPv4. It never returns a multicast or broadcast address: no datagram can be sent from one.
func arrivedAt(oob []byte) netip.Addr {
	for len(oob) > 0 {
		header, data, rest, err := unix.ParseOneSocketControlMessage(oob)
		if err != nil {
			return netip.Addr{}
		}
		oob = rest
		switch {
		case header.Level == unix.IPPROTO_IP && header.Type == unix.IP_PKTINFO && len(data) >= pktinfo4Size:
			// For a broadcast too, the preferred source is an address of this host.
			return netip.AddrFrom4([4]byte(data[pktinfo4Source:]))
		case header.Level == unix.IPPROTO_IPV6 && header.Type == unix.IPV6_PKTINFO && len(data) >= pktinfo6Size:
			if to := netip.AddrFrom16([16]byte(data)).Unmap(); !to.IsMulticast() {
				return to
			}
		}
	}
	return netip.Addr{}
}

// leaveFrom builds in buf the control message that sets a datagram's source address. It returns nil if the system
// chooses the address.
func leaveFrom(local netip.Addr, buf *[64]byte) []byte {
	switch {
	case !local.IsValid():
		return nil
	case local.Is4():
		data := header(buf, unix.IPPROTO_IP, unix.IP_PKTINFO, pktinfo4Size)
		clear(data)
		source := local.As4()
		copy(data[pktinfo4Source:], source[:])
		return buf[:unix.CmsgSpace(pktinfo4Size)]
	default:
		data := header(buf, unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, pktinfo6Size)
		clear(data)
		source := local.As16()
		copy(data, source[:])
		return buf[:unix.CmsgSpace(pktinfo6Size)]
	}
}

// header writes the header of a control message with size bytes of data and returns the slice for the data.
func header(buf *[64]byte, level, kind, size int) []byte {
	word := unix.SizeofCmsghdr - 8 // its length field, as wide as the system's word
	if word == 8 {
		binary.NativeEndian.PutUint64(buf[:], uint64(unix.CmsgLen(size)))
	} else {
		binary.NativeEndian.PutUint32(buf[:], uint32(unix.CmsgLen(size)))
	}
	binary.NativeEndian.PutUint32(buf[word:], uint32(level))
	binary.NativeEndian.PutUint32(buf[word+4:], uint32(kind))
	start := unix.CmsgLen(0)
	return buf[start : start+size]
}
