package udp

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// patience bounds waits for what must happen: long, since a busy machine takes its time.
const patience = time.Minute

// plain hides that a socket is one of package net's.
type plain struct{ net.PacketConn }

func TestReadAndSend(t *testing.T) {
	for name, wrap := range map[string]func(net.PacketConn) net.PacketConn{
		"a UDP socket":     func(pc net.PacketConn) net.PacketConn { return pc },
		"any other socket": func(pc net.PacketConn) net.PacketConn { return plain{pc} },
	} {
		t.Run(name, func(t *testing.T) {
			counted := new(tally.Tally)
			c := New(wrap(socket(t)), counted)
			peer := socket(t)
			to := peer.LocalAddr().(*net.UDPAddr).AddrPort()
			large := strings.Repeat("x", 60_000)
			if _, err := peer.WriteTo([]byte(large), c.LocalAddr()); err != nil {
				t.Fatal(err)
			}
			buf := make([]byte, MaxDatagram)
			n, from, err := c.Read(buf)
			if err != nil || n != len(large) || from.Peer != to {
				t.Fatalf("read %d bytes from %v: %v", n, from, err)
			}
			out := new(turn.Outbox)
			const many = 150 // more than two batches
			for range many {
				out.AddText(turn.Path{Peer: to}, "halo")
			}
			out.AddText(turn.Path{Peer: to}, "")
			c.Send(out)
			if out.Len() != 0 || counted.Get(tally.Sent) != many+1 {
				t.Errorf("%d left, %d counted", out.Len(), counted.Get(tally.Sent))
			}
			peer.SetReadDeadline(time.Now().Add(patience))
			for i := range many + 1 {
				n, from, err := peer.ReadFromUDPAddrPort(buf)
				if err != nil || from.Port() != netip.MustParseAddrPort(c.LocalAddr().String()).Port() || n != 4 && i != many {
					t.Fatalf("datagram %d: %d bytes from %v, %v", i, n, from, err)
				}
			}
		})
	}
}

func TestIPv4ThroughASocketOfBothFamilies(t *testing.T) {
	pc, err := net.ListenPacket("udp", "[::]:0")
	if err != nil {
		t.Skip("this system has no IPv6: ", err)
	}
	c := New(pc, new(tally.Tally))
	defer c.Close()
	peer := socket(t)
	port := netip.MustParseAddrPort(c.LocalAddr().String()).Port()
	if _, err := peer.WriteToUDPAddrPort([]byte("halo"), netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), port)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 100)
	_, from, err := c.Read(buf)
	if want := peer.LocalAddr().(*net.UDPAddr).AddrPort(); err != nil || from.Peer != want {
		t.Fatalf("read from %v, want %v: %v", from.Peer, want, err)
	}
	out := new(turn.Outbox)
	out.AddText(from, "halo juga")
	out.AddText(from, "!")
	c.Send(out)
	peer.SetReadDeadline(time.Now().Add(patience))
	if n, err := peer.Read(buf); err != nil || n != 9 {
		t.Errorf("%d bytes come back: %v", n, err)
	}
}

func TestAPastDeadlineWakesARead(t *testing.T) {
	c := New(socket(t), new(tally.Tally))
	woken := make(chan error)
	go func() { // ends when Read does
		_, _, err := c.Read(make([]byte, 10))
		woken <- err
	}()
	c.SetReadDeadline(time.Unix(1, 0))
	if err := <-woken; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("woken with %v", err)
	}
	c.Close()
	if _, _, err := c.Read(make([]byte, 10)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed socket reads %v", err)
	}
}

// TestAWriteThatGaveUpLeavesNoDeadline: it would make every later write fail.
func TestAWriteThatGaveUpLeavesNoDeadline(t *testing.T) {
	c := New(socket(t), new(tally.Tally))
	peer := socket(t)
	to := peer.LocalAddr().(*net.UDPAddr).AddrPort()
	if err := c.writeWithin(-time.Second, turn.Path{Peer: to}, []byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("no time to write gives %v", err)
	}
	if _, err := c.udp.WriteToUDPAddrPort([]byte("y"), to); err != nil {
		t.Error(err)
	}
}

// TestADatagramThatNoSocketTakes is counted, and does not keep the others from going out.
func TestADatagramThatNoSocketTakes(t *testing.T) {
	counted := new(tally.Tally)
	c := New(socket(t), counted)
	peer := socket(t)
	to := peer.LocalAddr().(*net.UDPAddr).AddrPort()
	out := new(turn.Outbox)
	out.AddText(turn.Path{Peer: to}, "a")
	out.AddText(turn.Path{Peer: to}, strings.Repeat("x", 70_000))
	out.AddText(turn.Path{Peer: to}, "b")
	c.Send(out)
	if sent, failed := counted.Get(tally.Sent), counted.Get(tally.DroppedSendFailed); sent != 2 || failed != 1 {
		t.Errorf("%d sent, %d failed", sent, failed)
	}
}
