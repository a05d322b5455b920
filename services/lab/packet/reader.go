package packet

import (
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/ip4defrag"
	"github.com/gopacket/gopacket/layers"
)

// maxFragments bounds what waits for its other half: after so many fragments all that is
// not whole is forgotten.
const maxFragments = 512

// Reader turns frames into packets. It holds the fragments of IPv4 packets until they
// are whole. Not safe for concurrent use.
type Reader struct {
	port      layers.UDPPort
	fragments *ip4defrag.IPv4Defragmenter
	waiting   int // fragments since they were last forgotten
}

// NewReader returns a Reader for the room on port.
func NewReader(port uint16) *Reader {
	return &Reader{port: layers.UDPPort(port), fragments: ip4defrag.NewIPv4Defragmenter()}
}

// Read reads a frame that was captured at a time on a link of a kind. It never fails: what it
// can't read is Other. The Packet aliases frame.
func (r *Reader) Read(frame []byte, link layers.LinkType, at time.Time) Packet {
	decoder, known := decoders[link]
	if !known {
		return Packet{At: at}
	}
	p := gopacket.NewPacket(frame, decoder, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	if ip, ok := p.Layer(layers.LayerTypeIPv4).(*layers.IPv4); ok && isFragment(ip) {
		return r.fragment(ip, at)
	}
	if p.Layer(layers.LayerTypeICMPv4) != nil {
		return r.refused(p, at)
	}
	udp, ok := p.Layer(layers.LayerTypeUDP).(*layers.UDP)
	if !ok {
		return r.fragment6(p, at)
	}
	network := p.NetworkLayer()
	if network == nil {
		return Packet{At: at}
	}
	src, dst := network.NetworkFlow().Endpoints()
	return r.datagram(udp, address(src.Raw()), address(dst.Raw()), at)
}

// datagram keeps what comes from or goes to the port.
func (r *Reader) datagram(udp *layers.UDP, src, dst netip.Addr, at time.Time) Packet {
	if udp.SrcPort != r.port && udp.DstPort != r.port {
		return Packet{At: at}
	}
	p := Packet{
		Kind: Datagram, At: at, Payload: udp.Payload,
		Src: netip.AddrPortFrom(src, uint16(udp.SrcPort)),
		Dst: netip.AddrPortFrom(dst, uint16(udp.DstPort)),
	}
	if missing := int(udp.Length) - 8 - len(udp.Payload); missing > 0 {
		p.Kind, p.Missing = Cut, missing
	}
	return p
}

func isFragment(ip *layers.IPv4) bool {
	return ip.Flags&layers.IPv4MoreFragments != 0 || ip.FragOffset != 0
}

// fragment joins IPv4 fragments. A datagram that is whole with this one is returned.
func (r *Reader) fragment(ip *layers.IPv4, at time.Time) Packet {
	none := Packet{At: at}
	if ip.Protocol != layers.IPProtocolUDP {
		return none
	}
	if r.waiting++; r.waiting > maxFragments {
		// A flood of halves can't fill the memory; once in so many fragments that costs a datagram.
		r.fragments, r.waiting = ip4defrag.NewIPv4Defragmenter(), 0
	}
	// The joiner keeps the layer; the frame is the caller's.
	own := *ip
	own.Payload = append([]byte(nil), ip.Payload...)
	whole, err := r.fragments.DefragIPv4WithTimestamp(&own, at)
	src, dst := address(ip.SrcIP), address(ip.DstIP)
	if err != nil || whole == nil {
		return Packet{Kind: Fragment, At: at, Src: netip.AddrPortFrom(src, 0), Dst: netip.AddrPortFrom(dst, 0)}
	}
	var udp layers.UDP
	if udp.DecodeFromBytes(whole.Payload, gopacket.NilDecodeFeedback) != nil {
		return none
	}
	return r.datagram(&udp, src, dst, at)
}

// fragment6 tells a fragment of IPv6, which is not joined, from anything else.
func (r *Reader) fragment6(p gopacket.Packet, at time.Time) Packet {
	six, ok := p.Layer(layers.LayerTypeIPv6).(*layers.IPv6)
	if !ok || p.Layer(layers.LayerTypeIPv6Fragment) == nil {
		return Packet{At: at}
	}
	return Packet{Kind: Fragment, At: at,
		Src: netip.AddrPortFrom(address(six.SrcIP), 0), Dst: netip.AddrPortFrom(address(six.DstIP), 0)}
}

// refused reads an ICMP error: it quotes the head of the datagram that nobody took (RFC 792).
func (r *Reader) refused(p gopacket.Packet, at time.Time) Packet {
	none := Packet{At: at}
	icmp := p.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4)
	if icmp.TypeCode.Type() != layers.ICMPv4TypeDestinationUnreachable {
		return none
	}
	var ip layers.IPv4
	var udp layers.UDP
	// The quotation may end after eight bytes of UDP; both decoders take that.
	if ip.DecodeFromBytes(icmp.Payload, gopacket.NilDecodeFeedback) != nil || ip.Protocol != layers.IPProtocolUDP ||
		udp.DecodeFromBytes(ip.Payload, gopacket.NilDecodeFeedback) != nil {
		return none
	}
	q := r.datagram(&udp, address(ip.SrcIP), address(ip.DstIP), at)
	if q.Kind == Other {
		return none
	}
	return Packet{Kind: Refused, At: at, Src: q.Src, Dst: q.Dst}
}

// address never fails: layers hold 4 or 16 bytes; anything else is the zero Addr.
func address(raw []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(raw)
	return a.Unmap()
}
