package packet

import (
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/ip4defrag"
	"github.com/gopacket/gopacket/layers"
)

// Reader turns frames into packets. It holds the fragments of IPv4 packets until they
// are whole. Not safe for concurrent use.
type Reader struct {
	port      layers.UDPPort
	fragments *ip4defrag.IPv4Defragmenter
	foreign   map[fragmentKey]bool // packets whose first fragment has other ports
	waiting   int                  // fragments since both were last emptied
}

// NewReader returns a Reader for the room on port.
func NewReader(port uint16) *Reader {
	return &Reader{port: layers.UDPPort(port), fragments: ip4defrag.NewIPv4Defragmenter(), foreign: make(map[fragmentKey]bool)}
}

// Read decodes a frame with its time and link type. It never fails: what it
// can't decode is Other. The Packet aliases frame.
func (r *Reader) Read(frame []byte, link layers.LinkType, at time.Time) Packet {
	decoder, known := decoders[link]
	if !known {
		return Packet{At: at}
	}
	p := gopacket.NewPacket(frame, decoder, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	if ip, ok := p.Layer(layers.LayerTypeIPv4).(*layers.IPv4); ok && isFragment(ip) {
		return r.fragment(ip, at)
	}
	if icmp, ok := p.Layer(layers.LayerTypeICMPv4).(*layers.ICMPv4); ok {
		return r.undelivered4(icmp, at)
	}
	if icmp, ok := p.Layer(layers.LayerTypeICMPv6).(*layers.ICMPv6); ok {
		return r.undelivered6(icmp, at)
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

// datagram returns a Packet if the datagram comes from or goes to the port.
func (r *Reader) datagram(udp *layers.UDP, src, dst netip.Addr, at time.Time) Packet {
	if !r.concerns(udp) {
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

// address never fails: layers hold 4 or 16 bytes; anything else is the zero Addr.
func address(raw []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(raw)
	return a.Unmap()
}

// concerns reports whether a datagram goes to or comes from the room's port.
func (r *Reader) concerns(udp *layers.UDP) bool {
	return udp.SrcPort == r.port || udp.DstPort == r.port
}
