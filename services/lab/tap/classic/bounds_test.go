package classic

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/packet"
	"obrolan/services/lab/tap"
	"obrolan/shared/rsa"
)

func open(key rsa.Public) (*tap.Private, error) {
	b, err := attack.Break(key)
	return &tap.Private{Broken: b}, err
}

// A sender with a thousand forged addresses fills this much and no more.
func TestBounds(t *testing.T) {
	reader := New(open)
	room := tap.New(9999, reader)
	at := time.Unix(0, 0)
	send := func(client, server int, payload string) {
		at = at.Add(time.Millisecond)
		room.Observe(packet.Packet{Kind: packet.Datagram, At: at, Payload: []byte(payload),
			Src: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(client >> 8), byte(client)}), 8000),
			Dst: netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, 0, byte(server)}), 9999)})
	}
	for i := range 3 * maxMembers {
		send(i, 0, "13,233273")
		send(i, 0, "1c3f 22")
	}
	send(1, 0, strings.Repeat("1c3f ", maxKeptSize)+"1c")
	for _, s := range reader.servers {
		if len(s.kept) != maxKept || len(s.kept[maxKept-1].Cipher) > maxKeptSize {
			t.Errorf("%d kept, the last of %d bytes", len(s.kept), len(s.kept[len(s.kept)-1].Cipher))
		}
	}
	for i := range 3 * maxServers {
		send(1, i, "1c3f")
	}
	if len(reader.servers) > maxServers {
		t.Errorf("%d servers", len(reader.servers))
	}
	for _, s := range reader.servers {
		if len(s.members) > maxMembers || len(s.kept) > maxKept || cap(s.kept) > 2*maxKept {
			t.Errorf("%d members, %d kept", len(s.members), len(s.kept))
		}
	}
}

func TestLongestSilentIsForgotten(t *testing.T) {
	s := &server{members: make(map[netip.AddrPort]*member)}
	addr := func(i int) netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 8000)
	}
	for i := range maxMembers {
		s.member(addr(i), uint64(i))
	}
	s.member(addr(0), maxMembers) // was heard again
	s.member(addr(maxMembers), maxMembers+1)
	if s.members[addr(0)] == nil || s.members[addr(1)] != nil || len(s.members) != maxMembers {
		t.Error("not the one who was silent longest was forgotten")
	}
}

func TestLinesAreForgotten(t *testing.T) {
	s := new(server)
	at := time.Unix(0, 0)
	for i := range 10 * maxLines {
		s.say(fmt.Sprint("ana: ", i), at)
	}
	if len(s.lines) != maxLines || s.lines[0].text != fmt.Sprint("ana: ", 9*maxLines) {
		t.Errorf("%d lines, from %q on", len(s.lines), s.lines[0].text)
	}
	to := netip.MustParseAddrPort("10.0.0.1:8000")
	last := fmt.Sprint("ana: ", 10*maxLines-1)
	if s.hear(last, to, at.Add(lineLife)) {
		t.Error("an echo within the time is new")
	}
	other := netip.MustParseAddrPort("10.0.0.2:8000")
	if !s.hear(last, other, at.Add(lineLife+1)) {
		t.Error("an echo after the time is none")
	}
}

// Whatever the input, nothing in the findings may move a cursor.
func FuzzObserve(f *testing.F) {
	f.Add([]byte("13,233273"), []byte("17,245009"), true)
	f.Add([]byte("PASSWORD:1c3f 22"), []byte("ENCRYPTED:1c3f 22END"), false)
	f.Add([]byte("SET_USERNAME:\x1b[2J"), []byte("Username \x1b[2J berhasil diset!"), true)
	f.Fuzz(func(t *testing.T, up, down []byte, crack bool) {
		client, server := netip.MustParseAddrPort("10.0.0.1:8000"), netip.MustParseAddrPort("10.0.0.2:9999")
		reader := New(nil)
		if crack {
			reader = New(open)
		}
		room := tap.New(9999, reader)
		for _, p := range []packet.Packet{
			{Kind: packet.Datagram, Src: client, Dst: server, Payload: up},
			{Kind: packet.Datagram, Src: server, Dst: client, Payload: down},
			{Kind: packet.Datagram, Src: client, Dst: server, Payload: down},
			{Kind: packet.Datagram, Src: server, Dst: client, Payload: up},
		} {
			found := room.Observe(p)
			if len(found) == 0 {
				t.Fatalf("%q gives nothing", p.Payload)
			}
			for _, f := range found {
				for _, text := range []string{f.Name, f.Asked, f.Text, f.Line.Name, f.Line.Text} {
					if safe(text) != text {
						t.Fatalf("%q lets %q through", p.Payload, text)
					}
				}
			}
		}
	})
}
