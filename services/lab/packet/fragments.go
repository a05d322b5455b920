package packet

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/ip4defrag"
	"github.com/gopacket/gopacket/layers"
)

// maxFragments bounds what is kept of incomplete packets: after so many fragments they are
// all forgotten.
const maxFragments = 512

// fragmentKey identifies the packet that a fragment belongs to.
type fragmentKey struct {
	src, dst netip.Addr
	id       uint32
}

func isFragment(ip *layers.IPv4) bool {
	return ip.Flags&layers.IPv4MoreFragments != 0 || ip.FragOffset != 0
}

// fragment joins IPv4 fragments. A datagram that is whole with this one is returned.
func (r *Reader) fragment(ip *layers.IPv4, at time.Time) Packet {
	none := Packet{At: at}
	key := fragmentKey{address(ip.SrcIP), address(ip.DstIP), uint32(ip.Id)}
	if ip.Protocol != layers.IPProtocolUDP || r.isForeign(key, ip.FragOffset, ip.Payload) {
		return none
	}
	part := Packet{Kind: Fragment, At: at, Src: netip.AddrPortFrom(key.src, 0), Dst: netip.AddrPortFrom(key.dst, 0)}
	if len(ip.Contents)+len(ip.Payload) < int(ip.Length) {
		return part // cut by the capture: with it nothing becomes whole
	}
	// The joiner keeps the layer; the frame is the caller's.
	own := *ip
	own.Payload = append([]byte(nil), ip.Payload...)
	whole, err := r.fragments.DefragIPv4WithTimestamp(&own, at)
	if err != nil || whole == nil {
		return part
	}
	var udp layers.UDP
	if udp.DecodeFromBytes(whole.Payload, gopacket.NilDecodeFeedback) != nil {
		return none
	}
	return r.datagram(&udp, key.src, key.dst, at)
}

// fragment6 recognizes fragments of IPv6, which are not joined.
func (r *Reader) fragment6(p gopacket.Packet, at time.Time) Packet {
	none := Packet{At: at}
	six, ok := p.Layer(layers.LayerTypeIPv6).(*layers.IPv6)
	if !ok {
		return none
	}
	part, ok := p.Layer(layers.LayerTypeIPv6Fragment).(*layers.IPv6Fragment)
	if !ok || part.NextHeader != layers.IPProtocolUDP {
		return none
	}
	key := fragmentKey{address(six.SrcIP), address(six.DstIP), part.Identification}
	if r.isForeign(key, part.FragmentOffset, part.Payload) {
		return none
	}
	return Packet{Kind: Fragment, At: at, Src: netip.AddrPortFrom(key.src, 0), Dst: netip.AddrPortFrom(key.dst, 0)}
}

// isForeign reports whether a fragment belongs to a datagram of other ports, which only its first fragment shows.
// One whose first fragment has not passed may be the room's.
func (r *Reader) isForeign(key fragmentKey, offset uint16, payload []byte) bool {
	if r.waiting == maxFragments {
		// A flood of fragments can't fill the memory. The price is one datagram in so many fragments.
		r.fragments, r.waiting = ip4defrag.NewIPv4Defragmenter(), 0
		clear(r.foreign)
	}
	r.waiting++
	if offset == 0 && len(payload) >= 4 {
		delete(r.foreign, key)
		ports := layers.UDP{
			SrcPort: layers.UDPPort(binary.BigEndian.Uint16(payload)),
			DstPort: layers.UDPPort(binary.BigEndian.Uint16(payload[2:])),
		}
		if !r.concerns(&ports) {
			r.foreign[key] = true
		}
	}
	return r.foreign[key]
}
