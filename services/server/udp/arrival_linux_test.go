package udp

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// TestAnAnswerLeavesFromTheAddressThatWasAsked: a server on all addresses answered a client of its second one from
// the first, and the client, whose socket is connected, never saw it.
func TestAnAnswerLeavesFromTheAddressThatWasAsked(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:0", "[::]:0"} {
		pc, err := net.ListenPacket("udp", listen)
		if err != nil {
			t.Fatal(err)
		}
		c := New(pc, new(tally.Tally))
		defer c.Close()
		port := netip.MustParseAddrPort(c.LocalAddr().String()).Port()
		for _, asked := range []string{"127.0.0.1", "127.0.0.2", "127.1.2.3", "::1"} {
			to := netip.AddrPortFrom(netip.MustParseAddr(asked), port)
			if to.Addr().Is6() && listen == "0.0.0.0:0" {
				continue
			}
			peer, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
			if err != nil {
				t.Fatal(err)
			}
			defer peer.Close()
			if _, err := peer.Write([]byte("halo")); err != nil {
				t.Fatal(err)
			}
			buf := make([]byte, 100)
			c.SetReadDeadline(time.Now().Add(patience))
			_, from, err := c.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			out := new(turn.Outbox)
			out.AddText(from, "in a batch")
			c.Send(out)
			c.sendOne(from, []byte("alone"))
			if err := c.writeWithin(patience, from, []byte("waited for")); err != nil {
				t.Error(err)
			}
			peer.SetReadDeadline(time.Now().Add(patience))
			for range 3 {
				if _, err := peer.Read(buf); err != nil {
					t.Errorf("%s, asked at %s: an answer came from elsewhere or not at all: %v", listen, asked, err)
					break
				}
			}
		}
	}
}

func TestASocketOfOneAddressSaysNothingAboutIt(t *testing.T) {
	c := New(socket(t), new(tally.Tally))
	peer := socket(t)
	if _, err := peer.WriteTo([]byte("halo"), c.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(patience))
	if _, from, err := c.Read(make([]byte, 10)); err != nil || from.Local.IsValid() {
		t.Errorf("came to %v, %v", from.Local, err)
	}
}
