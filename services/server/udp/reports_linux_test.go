package udp

import (
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// closedPort returns an address of this machine that refuses datagrams. A socket holds the port, so that no other program
// gets it meanwhile, and takes datagrams from one other address alone.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	const discard = 9
	loopback := net.IPv4(127, 0, 0, 1)
	u, err := net.DialUDP("udp4", &net.UDPAddr{IP: loopback}, &net.UDPAddr{IP: loopback, Port: discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { u.Close() })
	return u.LocalAddr().(*net.UDPAddr).AddrPort()
}

// waitForReport reads until the system has reported something, as the loop does.
func waitForReport(t *testing.T, c *Conn) []turn.Report {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, 100)
	for {
		if r := c.Reports(); len(r) > 0 {
			return r
		}
		if _, _, err := c.Read(buf); err != nil && os.IsTimeout(err) {
			t.Fatal("nothing is reported")
		}
	}
}

func TestAClosedPortIsReportedWithItsAddress(t *testing.T) {
	for _, network := range []string{"udp4", "udp"} { // an IPv4 socket, and one of both families
		pc, err := net.ListenPacket(network, ":0")
		if err != nil {
			t.Fatal(err)
		}
		c := New(pc, new(tally.Tally))
		defer c.Close()
		gone := closedPort(t)
		out := new(turn.Outbox)
		out.AddText(turn.Path{Peer: gone}, "")
		c.Send(out)
		got := waitForReport(t, c)
		if len(got) != 1 || got[0] != (turn.Report{To: gone, What: turn.PortClosed}) {
			t.Errorf("%s: reported %v, want %v", network, got, gone)
		}
	}
}

// TestAPendingErrorCostsNobodyADatagram sends to healthy and dead members in turns: each
// report makes some later write fail, and that write must be done again.
func TestAPendingErrorCostsNobodyADatagram(t *testing.T) {
	healthy := socket(t)
	to := healthy.LocalAddr().(*net.UDPAddr).AddrPort()
	counted := new(tally.Tally)
	c := New(socket(t), counted)
	out := new(turn.Outbox)
	const rounds, each = 200, 5
	dead := []netip.AddrPort{closedPort(t), closedPort(t), closedPort(t)}
	buf := make([]byte, 100)
	for round := range rounds {
		for i := range each {
			out.AddText(turn.Path{Peer: to}, "x")
			if i < len(dead) {
				out.AddText(turn.Path{Peer: dead[i]}, "y")
			}
		}
		if round%2 == 0 { // alone, too
			out.AddText(turn.Path{Peer: dead[0]}, "y")
			c.Send(out)
			out.AddText(turn.Path{Peer: to}, "x")
		}
		c.Send(out)
		want := each + (round+1)%2
		healthy.SetReadDeadline(time.Now().Add(patience))
		for i := range want {
			if _, _, err := healthy.ReadFromUDPAddrPort(buf); err != nil {
				t.Fatalf("round %d: datagram %d of %d: %v", round, i, want, err)
			}
		}
	}
	if n := counted.Get(tally.DroppedSendFailed) + counted.Get(tally.DroppedSendBuffer); n != 0 {
		t.Errorf("%d datagrams could not be sent", n)
	}
	seen := make(map[netip.AddrPort]bool)
	for _, r := range append(waitForReport(t, c), c.Reports()...) {
		seen[r.To] = true
	}
	if len(seen) != len(dead) || seen[to] {
		t.Errorf("reported %v, want %v", seen, dead)
	}
}

func TestGrantedBuffers(t *testing.T) {
	read, write := New(socket(t), new(tally.Tally)).Granted()
	if read < 1024 || write < 1024 || read > wantBuffer || write > wantBuffer {
		t.Errorf("granted %d and %d", read, write)
	}
}
