package packet

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"obrolan/services/lab/scene"
)

var (
	client = netip.MustParseAddrPort("172.18.0.3:8123")
	at     = time.Unix(1, 0)
)

func udp(src, dst layers.UDPPort, payload []byte) (*layers.UDP, gopacket.Payload) {
	return &layers.UDP{SrcPort: src, DstPort: dst, Checksum: 0xdead}, gopacket.Payload(payload)
}

func four() *layers.IPv4 {
	return &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: net.IP{172, 18, 0, 3}, DstIP: net.IP{172, 18, 0, 2}}
}

func TestRead(t *testing.T) {
	u, p := udp(8123, 9999, []byte("5,245009"))
	six := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolUDP, SrcIP: net.ParseIP("fd00::3"), DstIP: net.ParseIP("fd00::2")}
	other, _ := udp(53, 5353, nil)
	short, _ := udp(8123, 9999, []byte("a"))
	plain := scene.Frame(client, scene.Server, []byte("5,245009"))
	tag := &layers.Dot1Q{VLANIdentifier: 7, Type: layers.EthernetTypeIPv4}
	for _, c := range []struct {
		name    string
		frame   []byte
		link    layers.LinkType
		kind    Kind
		payload string
		src     string
	}{
		{"Ethernet, IPv4", plain, layers.LinkTypeEthernet, Datagram, "5,245009", "172.18.0.3:8123"},
		{"a tag of a VLAN", scene.Serialize(scene.Ethernet(layers.EthernetTypeDot1Q), tag, four(), u, p), layers.LinkTypeEthernet, Datagram, "5,245009", "172.18.0.3:8123"},
		{"IPv6", scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv6), six, u, p), layers.LinkTypeEthernet, Datagram, "5,245009", "[fd00::3]:8123"},
		{"no link layer", plain[14:], layers.LinkTypeRaw, Datagram, "5,245009", "172.18.0.3:8123"},
		{"Linux' any", append([]byte{0, 0, 0, 1, 0, 6, 2, 66, 0, 0, 0, 1, 0, 0, 8, 0}, plain[14:]...), layers.LinkTypeLinuxSLL, Datagram, "5,245009", "172.18.0.3:8123"},
		{"padding", append(scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), four(), short, gopacket.Payload("a")), make([]byte, 17)...), layers.LinkTypeEthernet, Datagram, "a", "172.18.0.3:8123"},
		{"empty datagram", scene.Frame(client, scene.Server, nil), layers.LinkTypeEthernet, Datagram, "", "172.18.0.3:8123"},
		{"another port", scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), four(), other, p), layers.LinkTypeEthernet, Other, "", ""},
		{"cut by the capture", plain[:47], layers.LinkTypeEthernet, Cut, "5,245", "172.18.0.3:8123"},
		{"cut in the header", plain[:40], layers.LinkTypeEthernet, Other, "", ""},
		{"nothing", nil, layers.LinkTypeEthernet, Other, "", ""},
		{"noise", bytes.Repeat([]byte{0xff}, 100), layers.LinkTypeEthernet, Other, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewReader(9999).Read(c.frame, c.link, at)
			if got.Kind != c.kind || string(got.Payload) != c.payload || !got.At.Equal(at) {
				t.Fatalf("Read = %+v, want kind %d with %q", got, c.kind, c.payload)
			}
			if c.src != "" && got.Src.String() != c.src {
				t.Errorf("from %s, want %s", got.Src, c.src)
			}
			if c.kind == Cut && got.Missing != 3 {
				t.Errorf("missing %d bytes, want 3", got.Missing)
			}
		})
	}
}

// fragments cuts a datagram into IPv4 fragments of a size.
func fragments(id uint16, payload []byte, size int) (frames [][]byte) {
	u, p := udp(8123, 9999, payload)
	whole := scene.Serialize(u, p)
	for offset := 0; offset < len(whole); offset += size {
		ip := four()
		ip.Id, ip.FragOffset = id, uint16(offset/8)
		part := whole[offset:min(offset+size, len(whole))]
		if offset+size < len(whole) {
			ip.Flags = layers.IPv4MoreFragments
		}
		frames = append(frames, scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), ip, gopacket.Payload(part)))
	}
	return frames
}

func TestFragmentsAreJoined(t *testing.T) {
	payload := bytes.Repeat([]byte("1c3f9 "), 800)
	r := NewReader(9999)
	frames := fragments(7, payload, 1480)
	for i, frame := range frames {
		got := r.Read(frame, layers.LinkTypeEthernet, at)
		for j := range frame {
			frame[j] = 0 // the frame is its owner's again
		}
		if i < len(frames)-1 {
			if got.Kind != Fragment || got.Src.Addr() != client.Addr() {
				t.Fatalf("fragment %d: %+v", i, got)
			}
			continue
		}
		if got.Kind != Datagram || !bytes.Equal(got.Payload, payload) || got.Src != client {
			t.Fatalf("joined: kind %d, %d bytes from %s; want %d bytes", got.Kind, len(got.Payload), got.Src, len(payload))
		}
	}
}

func TestHalvesAreForgotten(t *testing.T) {
	r := NewReader(9999)
	for id := range 5 * maxFragments {
		half := fragments(uint16(id), make([]byte, 3000), 1480)[0]
		if got := r.Read(half, layers.LinkTypeEthernet, at); got.Kind != Fragment {
			t.Fatalf("half %d: %+v", id, got)
		}
		if r.waiting > maxFragments {
			t.Fatalf("%d fragments wait", r.waiting)
		}
	}
	// And a whole one still gets through.
	var got Packet
	for _, frame := range fragments(1, make([]byte, 3000), 1480) {
		got = r.Read(frame, layers.LinkTypeEthernet, at)
	}
	if got.Kind != Datagram {
		t.Errorf("after the flood: %+v", got)
	}
}

func TestRefused(t *testing.T) {
	quoted := scene.Frame(scene.Server, client, []byte("hello"))[14:]
	for _, c := range []struct {
		name   string
		code   layers.ICMPv4TypeCode
		quoted []byte
		kind   Kind
	}{
		{"port unreachable", layers.CreateICMPv4TypeCode(3, 3), quoted, Refused},
		{"only eight bytes quoted", layers.CreateICMPv4TypeCode(3, 3), quoted[:28], Refused},
		{"echo", layers.CreateICMPv4TypeCode(8, 0), quoted, Other},
		{"quotation too short", layers.CreateICMPv4TypeCode(3, 3), quoted[:24], Other},
		{"no quotation", layers.CreateICMPv4TypeCode(3, 3), nil, Other},
	} {
		t.Run(c.name, func(t *testing.T) {
			ip := four()
			ip.Protocol = layers.IPProtocolICMPv4
			frame := scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), ip, &layers.ICMPv4{TypeCode: c.code}, gopacket.Payload(c.quoted))
			got := NewReader(9999).Read(frame, layers.LinkTypeEthernet, at)
			if got.Kind != c.kind {
				t.Fatalf("%+v, want kind %d", got, c.kind)
			}
			if c.kind == Refused && (got.Src != scene.Server || got.Dst != client) {
				t.Errorf("from %s to %s", got.Src, got.Dst)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(scene.Frame(client, scene.Server, []byte("5,245009")), uint16(1))
	f.Add(fragments(7, make([]byte, 3000), 1480)[1], uint16(1))
	f.Fuzz(func(t *testing.T, frame []byte, link uint16) {
		r := NewReader(9999)
		for range 2 {
			p := r.Read(frame, layers.LinkType(link), at)
			if (p.Kind == Datagram || p.Kind == Cut) && p.Src.Port() != 9999 && p.Dst.Port() != 9999 {
				t.Fatalf("not of the room: %+v", p)
			}
		}
	})
}
