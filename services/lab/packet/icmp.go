package packet

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// ICMP errors quote the head of the datagram that was not delivered (RFC 792, RFC 4443). The quotation is not
// a datagram of its own: it names the ends of one that was counted when it passed. Nothing else in it is read.

var reasons4 = map[uint8]string{
	layers.ICMPv4CodeNet: "network unreachable", layers.ICMPv4CodeHost: "host unreachable", layers.ICMPv4CodePort: PortUnreachable,
	layers.ICMPv4CodeFragmentationNeeded: "too large for the path", layers.ICMPv4CodeCommAdminProhibited: "prohibited by a firewall",
}

var reasons6 = map[uint8]string{
	layers.ICMPv6CodeNoRouteToDst: "network unreachable", layers.ICMPv6CodeAdminProhibited: "prohibited by a firewall",
	layers.ICMPv6CodeAddressUnreachable: "host unreachable", layers.ICMPv6CodePortUnreachable: PortUnreachable,
}

// undelivered4 reads an error of ICMP.
func (r *Reader) undelivered4(icmp *layers.ICMPv4, at time.Time) Packet {
	none := Packet{At: at}
	reason := "destination unreachable"
	switch icmp.TypeCode.Type() {
	case layers.ICMPv4TypeDestinationUnreachable:
		if known := reasons4[icmp.TypeCode.Code()]; known != "" {
			reason = known
		}
	case layers.ICMPv4TypeTimeExceeded:
		reason = "it took too many hops"
	default:
		return none
	}
	var ip layers.IPv4
	if ip.DecodeFromBytes(icmp.Payload, gopacket.NilDecodeFeedback) != nil || ip.Protocol != layers.IPProtocolUDP || ip.FragOffset != 0 {
		return none
	}
	return r.quoted(ip.Payload, address(ip.SrcIP), address(ip.DstIP), reason, at)
}

// undelivered6 reads an error of ICMPv6. Four bytes stand before the quotation.
func (r *Reader) undelivered6(icmp *layers.ICMPv6, at time.Time) Packet {
	none := Packet{At: at}
	reason := "destination unreachable"
	switch icmp.TypeCode.Type() {
	case layers.ICMPv6TypeDestinationUnreachable:
		if known := reasons6[icmp.TypeCode.Code()]; known != "" {
			reason = known
		}
	case layers.ICMPv6TypePacketTooBig:
		reason = "too large for the path"
	case layers.ICMPv6TypeTimeExceeded:
		reason = "it took too many hops"
	default:
		return none
	}
	var ip layers.IPv6
	if len(icmp.Payload) < 4 || ip.DecodeFromBytes(icmp.Payload[4:], gopacket.NilDecodeFeedback) != nil || ip.NextHeader != layers.IPProtocolUDP {
		return none
	}
	return r.quoted(ip.Payload, address(ip.SrcIP), address(ip.DstIP), reason, at)
}

// quoted reads the ports of a quoted datagram.
func (r *Reader) quoted(udp []byte, src, dst netip.Addr, reason string, at time.Time) Packet {
	if len(udp) < 8 {
		return Packet{At: at}
	}
	ports := layers.UDP{SrcPort: layers.UDPPort(binary.BigEndian.Uint16(udp)), DstPort: layers.UDPPort(binary.BigEndian.Uint16(udp[2:]))}
	if !r.concerns(&ports) {
		return Packet{At: at}
	}
	return Packet{Kind: Undelivered, At: at, Reason: reason,
		Src: netip.AddrPortFrom(src, uint16(ports.SrcPort)), Dst: netip.AddrPortFrom(dst, uint16(ports.DstPort))}
}
