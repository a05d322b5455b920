package packet

import (
	"encoding/binary"
	"net"
	"slices"
	"testing"

	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/scene"
)

// Frames of link types that the library's own table lacks were taken for other traffic.
func TestLinkTypes(t *testing.T) {
	u, p := udp(8123, 9999, []byte("5,245009"))
	ip4 := scene.Serialize(four(), u, p)
	six := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolUDP, SrcIP: net.ParseIP("fd00::3"), DstIP: net.ParseIP("fd00::2")}
	ip6 := scene.Serialize(six, u, p)
	before := func(ip []byte, header ...byte) []byte { return append(slices.Clone(header), ip...) }
	cooked2 := func(ethertype uint16) []byte {
		h := make([]byte, 20)
		binary.BigEndian.PutUint16(h, ethertype)
		h[7], h[9], h[11] = 2, 1, 6 // interface, ARPHRD_ETHER, length of the address
		return h
	}
	dot11 := []byte{0x08, 0x02, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0}
	wifi := append(before(ip4, dot11...), 0, 0, 0, 0) // with the checksum behind it

	for _, c := range []struct {
		name  string
		link  layers.LinkType
		frame []byte
		src   string
	}{
		{"IPv4", layers.LinkTypeIPv4, ip4, "172.18.0.3:8123"},
		{"IPv6", layers.LinkTypeIPv6, ip6, "[fd00::3]:8123"},
		{"raw, IPv4", layers.LinkTypeRaw, ip4, "172.18.0.3:8123"},
		{"raw, IPv6", layers.LinkTypeRaw, ip6, "[fd00::3]:8123"},
		{"raw as Linux numbers it", 12, ip4, "172.18.0.3:8123"},
		{"raw as OpenBSD numbers it", 14, ip6, "[fd00::3]:8123"},
		{"loopback of a little-endian BSD", layers.LinkTypeNull, before(ip4, 2, 0, 0, 0), "172.18.0.3:8123"},
		{"loopback of a big-endian BSD", layers.LinkTypeNull, before(ip4, 0, 0, 0, 2), "172.18.0.3:8123"},
		{"loopback of macOS, IPv6", layers.LinkTypeNull, before(ip6, 30, 0, 0, 0), "[fd00::3]:8123"},
		{"loopback of FreeBSD, IPv6", layers.LinkTypeNull, before(ip6, 28, 0, 0, 0), "[fd00::3]:8123"},
		{"loopback of NetBSD, IPv6", layers.LinkTypeNull, before(ip6, 24, 0, 0, 0), "[fd00::3]:8123"},
		{"loopback of OpenBSD", layers.LinkTypeLoop, before(ip4, 0, 0, 0, 2), "172.18.0.3:8123"},
		{"Linux' any, second version", layers.LinkTypeLinuxSLL2, before(ip4, cooked2(0x0800)...), "172.18.0.3:8123"},
		{"the same, IPv6", layers.LinkTypeLinuxSLL2, before(ip6, cooked2(0x86dd)...), "[fd00::3]:8123"},
		{"Linux' any, with a tag", layers.LinkTypeLinuxSLL, before(ip4, 0, 0, 0, 1, 0, 6, 2, 66, 0, 0, 0, 1, 0, 0, 0x81, 0, 0, 7, 8, 0), "172.18.0.3:8123"},
		{"two tags", layers.LinkTypeEthernet, before(ip4, 2, 66, 0, 0, 0, 2, 2, 66, 0, 0, 0, 1, 0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, 8, 0), "172.18.0.3:8123"},
		{"PPP", layers.LinkTypePPP, before(ip4, 0xff, 3, 0, 0x21), "172.18.0.3:8123"},
		{"Wi-Fi", layers.LinkTypeIEEE802_11, wifi, "172.18.0.3:8123"},
		{"Wi-Fi with a radio header", layers.LinkTypeIEEE80211Radio, before(wifi, 0, 0, 8, 0, 0, 0, 0, 0), "172.18.0.3:8123"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !Readable(c.link) {
				t.Fatalf("link type %s is not readable", LinkName(c.link))
			}
			got := NewReader(9999).Read(c.frame, c.link, at)
			if got.Kind != Datagram || string(got.Payload) != "5,245009" || got.Src.String() != c.src {
				t.Errorf("%+v, want a datagram from %s", got, c.src)
			}
		})
	}
}

func TestUnknownLinkTypes(t *testing.T) {
	u, p := udp(8123, 9999, []byte("5,245009"))
	ip4 := scene.Serialize(four(), u, p)
	for link, name := range map[layers.LinkType]string{220: "220 (USB)", 147: "147 (private use)", 300: "300"} {
		if Readable(link) || LinkName(link) != name {
			t.Errorf("%d: readable %v, named %q", link, Readable(link), LinkName(link))
		}
		if got := NewReader(9999).Read(ip4, link, at); got.Kind != Other {
			t.Errorf("%d: %+v", link, got)
		}
	}
}
