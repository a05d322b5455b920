package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"obrolan/services/server/turn"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// BenchmarkFanOut measures what a line of 40 characters to 100 members costs from the datagram that
// arrives to the last one that is sent, and what bare writes of datagrams of the same size to the same sockets cost.
func BenchmarkFanOut(b *testing.B) {
	const members = 100
	pc, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer pc.Close()
	s, err := newServer(pc, testConfig(), io.Discard, io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	defer s.journal.Close(time.Second)
	key, _ := rsa.Generate(nil, rsa.Classic)
	var addrs []netip.AddrPort
	now := time.Now()
	handle := func(from netip.AddrPort, datagram []byte) {
		s.loop.dispatch(now, turn.Path{Peer: from}, datagram)
		s.loop.flush(now)
	}
	var server *rsa.Encrypter
	for i := range members {
		u, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			b.Fatal(err)
		}
		defer u.Close()
		go func() { // ends when the socket is closed
			buf := make([]byte, 2048)
			for {
				if _, _, err := u.ReadFromUDPAddrPort(buf); err != nil {
					return
				}
			}
		}()
		from := u.LocalAddr().(*net.UDPAddr).AddrPort()
		addrs = append(addrs, from)
		handle(from, classic.AppendKeys(nil, key.Public))
		if server == nil {
			server, _ = rsa.NewEncrypter(s.key)
		}
		handle(from, classic.AppendPassword(nil, server.AppendLossy(nil, "kelinci")))
		handle(from, fmt.Appendf(nil, "SET_USERNAME:murid %d", i))
	}
	line := server.AppendLossy(nil, "murid 0: "+strings.Repeat("halo dunia", 4))
	for _, how := range []string{"room", "bare"} {
		b.Run(how, func(b *testing.B) {
			u := pc.(*net.UDPConn)
			b.ReportAllocs()
			for range b.N {
				if how == "room" {
					handle(addrs[0], line)
					continue
				}
				for _, a := range addrs {
					u.WriteToUDPAddrPort(line, a)
				}
			}
			b.ReportMetric(float64(b.N*members)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}
