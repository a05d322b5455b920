package packet

import (
	"fmt"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// Link types that frames are read from (https://www.tcpdump.org/linktypes.html), with what they start with. The
// library's own table lacks some.
var decoders = map[layers.LinkType]gopacket.Decoder{
	layers.LinkTypeNull:           layers.LinkTypeNull,     // BSD's loopback, also Wireshark's on macOS and Windows
	layers.LinkTypeEthernet:       layers.LinkTypeEthernet, // with any number of 802.1Q tags
	layers.LinkTypePPP:            layers.LinkTypePPP,
	layers.LinkTypeRaw:            layers.LinkTypeRaw, // IPv4 or IPv6, by its version
	dltRaw:                        layers.LinkTypeRaw,
	dltRawOpenBSD:                 layers.LinkTypeRaw,
	layers.LinkTypeIPv4:           layers.LinkTypeRaw,
	layers.LinkTypeIPv6:           layers.LinkTypeRaw,
	layers.LinkTypeIEEE802_11:     layers.LinkTypeIEEE802_11,
	layers.LinkTypeIEEE80211Radio: layers.LinkTypeIEEE80211Radio,
	layers.LinkTypeLoop:           layers.LinkTypeLoop,     // OpenBSD's loopback
	layers.LinkTypeLinuxSLL:       layers.LinkTypeLinuxSLL, // Linux' "any"
	layers.LinkTypeLinuxSLL2:      layers.LinkTypeLinuxSLL2,
}

// What some programs write for LinkTypeRaw: the number that their system has for it.
const (
	dltRaw        layers.LinkType = 12
	dltRawOpenBSD layers.LinkType = 14
)

// Readable reports whether a Reader decodes frames of a link type. All others are Other.
func Readable(link layers.LinkType) bool {
	_, known := decoders[link]
	return known
}

// LinkName describes a link type for a person, by its number and its name where it has one.
func LinkName(link layers.LinkType) string {
	if name := names[link]; name != "" {
		return fmt.Sprintf("%d (%s)", link, name)
	}
	return fmt.Sprint(uint16(link))
}

// names are those of link types that captures of a network are likely to have and that are not read.
var names = map[layers.LinkType]string{
	layers.LinkTypeSLIP: "SLIP", layers.LinkTypeFDDI: "FDDI", layers.LinkTypePrismHeader: "Prism", layers.LinkTypePFLog: "OpenBSD's firewall log",
	layers.LinkTypeLinuxUSB: "USB", 147: "private use", 161: "Bluetooth", 187: "Bluetooth", 189: "USB", 192: "PPI", 195: "IEEE 802.15.4",
	201: "Bluetooth", 227: "CAN", 239: "Linux' firewall log", 249: "USB", 252: "Wireshark's exported PDUs", 253: "Linux' netlink",
}
