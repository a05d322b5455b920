package scene

import (
	"net"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// Start is the time at which every scene starts.
var Start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Step is the time between two frames.
const Step = 250 * time.Microsecond

// Server is the server's address.
var Server = netip.MustParseAddrPort("172.18.0.2:9999")

// Link is the link type of the frames.
const Link = layers.LinkTypeEthernet

// Frame builds an Ethernet frame with a UDP datagram. The checksum is left as a bridge shows it:
// that of the pseudo-header only.
func Frame(src, dst netip.AddrPort, payload []byte) []byte {
	ip := &layers.IPv4{Version: 4, TTL: 64, Flags: layers.IPv4DontFragment, Protocol: layers.IPProtocolUDP,
		SrcIP: net.IP(src.Addr().AsSlice()), DstIP: net.IP(dst.Addr().AsSlice())}
	udp := &layers.UDP{SrcPort: layers.UDPPort(src.Port()), DstPort: layers.UDPPort(dst.Port()), Checksum: 0x5868}
	return Serialize(Ethernet(layers.EthernetTypeIPv4), ip, udp, gopacket.Payload(payload))
}

// Ethernet returns a header for what a frame carries.
func Ethernet(carries layers.EthernetType) *layers.Ethernet {
	return &layers.Ethernet{
		SrcMAC: net.HardwareAddr{2, 0x42, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0x42, 0, 0, 0, 2}, EthernetType: carries,
	}
}

// Serialize writes layers with their lengths. It panics on what can't be written.
func Serialize(parts ...gopacket.SerializableLayer) []byte {
	buffer := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true}, parts...); err != nil {
		panic(err)
	}
	return buffer.Bytes()
}
