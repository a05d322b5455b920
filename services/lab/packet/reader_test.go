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
	return fragmentsOf(9999, id, payload, size)
}

func fragmentsOf(port layers.UDPPort, id uint16, payload []byte, size int) (frames [][]byte) {
	u, p := udp(8123, port, payload)
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
			frame[j] = 0 // the frame's owner uses it again
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

func TestUndelivered(t *testing.T) {
	quoted := scene.Frame(scene.Server, client, []byte("hello"))[14:]
	for _, c := range []struct {
		name   string
		code   layers.ICMPv4TypeCode
		quoted []byte
		kind   Kind
		reason string
	}{
		{"port unreachable", layers.CreateICMPv4TypeCode(3, 3), quoted, Undelivered, "port unreachable"},
		{"only eight bytes quoted", layers.CreateICMPv4TypeCode(3, 3), quoted[:28], Undelivered, "port unreachable"},
		{"host unreachable", layers.CreateICMPv4TypeCode(3, 1), quoted, Undelivered, "host unreachable"},
		{"too large", layers.CreateICMPv4TypeCode(3, 4), quoted, Undelivered, "too large for the path"},
		{"code of a later standard", layers.CreateICMPv4TypeCode(3, 99), quoted, Undelivered, "destination unreachable"},
		{"too many hops", layers.CreateICMPv4TypeCode(11, 0), quoted, Undelivered, "it took too many hops"},
		{"a later fragment is quoted", layers.CreateICMPv4TypeCode(3, 3), laterFragment(quoted), Other, ""},
		{"another port is quoted", layers.CreateICMPv4TypeCode(3, 3), scene.Frame(netip.MustParseAddrPort("172.18.0.2:53"), client, nil)[14:], Other, ""},
		{"echo", layers.CreateICMPv4TypeCode(8, 0), quoted, Other, ""},
		{"quotation too short", layers.CreateICMPv4TypeCode(3, 3), quoted[:24], Other, ""},
		{"no quotation", layers.CreateICMPv4TypeCode(3, 3), nil, Other, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			ip := four()
			ip.Protocol = layers.IPProtocolICMPv4
			frame := scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv4), ip, &layers.ICMPv4{TypeCode: c.code}, gopacket.Payload(c.quoted))
			got := NewReader(9999).Read(frame, layers.LinkTypeEthernet, at)
			if got.Kind != c.kind {
				t.Fatalf("%+v, want kind %d", got, c.kind)
			}
			if got.Reason != c.reason || len(got.Payload) != 0 {
				t.Errorf("the reason is %q, with %d bytes", got.Reason, len(got.Payload))
			}
			if c.kind == Undelivered && (got.Src != scene.Server || got.Dst != client) {
				t.Errorf("from %s to %s", got.Src, got.Dst)
			}
		})
	}
}

// laterFragment makes an IPv4 packet the second half of one: there are no ports in it.
func laterFragment(ip []byte) []byte {
	later := bytes.Clone(ip)
	later[6], later[7] = 0, 185
	return later
}

func TestUndeliveredOverIPv6(t *testing.T) {
	u, p := udp(9999, 8123, []byte("hello"))
	six := func(next layers.IPProtocol) *layers.IPv6 {
		return &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: next, SrcIP: net.ParseIP("fd00::2"), DstIP: net.ParseIP("fd00::3")}
	}
	quoted := append(make([]byte, 4), scene.Serialize(six(layers.IPProtocolUDP), u, p)...)
	for _, c := range []struct {
		code   layers.ICMPv6TypeCode
		quoted []byte
		reason string
	}{
		{layers.CreateICMPv6TypeCode(1, 4), quoted, "port unreachable"},
		{layers.CreateICMPv6TypeCode(1, 3), quoted, "host unreachable"},
		{layers.CreateICMPv6TypeCode(1, 77), quoted, "destination unreachable"},
		{layers.CreateICMPv6TypeCode(2, 0), quoted, "too large for the path"},
		{layers.CreateICMPv6TypeCode(3, 0), quoted, "it took too many hops"},
		{layers.CreateICMPv6TypeCode(1, 4), quoted[:46], ""},
		{layers.CreateICMPv6TypeCode(1, 4), nil, ""},
		{layers.CreateICMPv6TypeCode(128, 0), quoted, ""},
	} {
		frame := scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv6), six(layers.IPProtocolICMPv6), &layers.ICMPv6{TypeCode: c.code}, gopacket.Payload(c.quoted))
		got := NewReader(9999).Read(frame, layers.LinkTypeEthernet, at)
		if got.Reason != c.reason || (got.Kind == Undelivered) != (c.reason != "") {
			t.Errorf("%v: %+v, want %q", c.code, got, c.reason)
		}
		if got.Kind == Undelivered && (got.Src.String() != "[fd00::2]:9999" || got.Dst.String() != "[fd00::3]:8123") {
			t.Errorf("%v: from %s to %s", c.code, got.Src, got.Dst)
		}
	}
}

// Fragments of other people's datagrams were taken for the room's, and went into Eve's captures.
func TestForeignFragments(t *testing.T) {
	r := NewReader(9999)
	for i, frame := range fragmentsOf(53, 7, make([]byte, 4000), 1480) {
		if got := r.Read(frame, layers.LinkTypeEthernet, at); got.Kind != Other {
			t.Errorf("fragment %d of another port: %+v", i, got)
		}
	}
	// The same number later, for a datagram of the room.
	kinds := []Kind{Fragment, Fragment, Datagram}
	for i, frame := range fragments(7, make([]byte, 4000), 1480) {
		if got := r.Read(frame, layers.LinkTypeEthernet, at); got.Kind != kinds[i] {
			t.Errorf("fragment %d: %+v, want kind %d", i, got, kinds[i])
		}
	}
	for id := range 5 * maxFragments {
		r.Read(fragmentsOf(53, uint16(id), make([]byte, 3000), 1480)[0], layers.LinkTypeEthernet, at)
		if len(r.foreign) > maxFragments {
			t.Fatalf("%d foreign packets are remembered", len(r.foreign))
		}
	}
}

func TestForeignFragmentsOverIPv6(t *testing.T) {
	for port, want := range map[layers.UDPPort]Kind{9999: Fragment, 53: Other} {
		u, p := udp(8123, port, make([]byte, 1000))
		frame := scene.Serialize(scene.Ethernet(layers.EthernetTypeIPv6),
			&layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolIPv6Fragment, SrcIP: net.ParseIP("fd00::3"), DstIP: net.ParseIP("fd00::2")},
			&layers.IPv6Fragment{NextHeader: layers.IPProtocolUDP, MoreFragments: true, Identification: 1}, u, p)
		if got := NewReader(9999).Read(frame, layers.LinkTypeEthernet, at); got.Kind != want {
			t.Errorf("port %d: %+v, want kind %d", port, got, want)
		}
	}
}

// A fragment that the capture has cut makes no datagram whole.
func TestCutFragment(t *testing.T) {
	for cut := range 3 {
		r := NewReader(9999)
		for i, frame := range fragments(7, bytes.Repeat([]byte("1c3f9 "), 800), 1480) {
			if i == cut {
				frame = frame[:96]
			}
			if got := r.Read(frame, layers.LinkTypeEthernet, at); got.Kind != Fragment {
				t.Errorf("fragment %d, with %d cut: %+v", i, cut, got)
			}
		}
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
