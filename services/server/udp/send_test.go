package udp

import (
	"net"
	"net/netip"
	"testing"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// listeners opens n sockets on loopback that read and throw away.
func listeners(tb testing.TB, n int) []netip.AddrPort {
	tb.Helper()
	var addrs []netip.AddrPort
	for range n {
		u, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { u.Close() })
		go func() { // ends when the socket is closed
			buf := make([]byte, 2048)
			for {
				if _, _, err := u.ReadFromUDPAddrPort(buf); err != nil {
					return
				}
			}
		}()
		addrs = append(addrs, u.LocalAddr().(*net.UDPAddr).AddrPort())
	}
	return addrs
}

func socket(tb testing.TB) *net.UDPConn {
	tb.Helper()
	u, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { u.Close() })
	return u
}

const lineSize = 270 // a line of 40 characters from a name of six, as it is on the wire

func BenchmarkBareWrite(b *testing.B) {
	addrs, u := listeners(b, 100), socket(b)
	datagram := make([]byte, lineSize)
	b.ResetTimer()
	for range b.N {
		for _, a := range addrs {
			if _, err := u.WriteToUDPAddrPort(datagram, a); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(addrs))/b.Elapsed().Seconds(), "datagrams/s")
}

func BenchmarkSend(b *testing.B) {
	addrs := listeners(b, 100)
	c := New(socket(b), new(tally.Tally))
	out := new(turn.Outbox)
	datagram := string(make([]byte, lineSize))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		for _, a := range addrs {
			out.AddText(turn.Path{Peer: a}, datagram)
		}
		c.Send(out)
	}
	b.ReportMetric(float64(b.N*len(addrs))/b.Elapsed().Seconds(), "datagrams/s")
}
