//go:build linux

package bench

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
)

// relay stands between a crowd and a server and, once it is told to, does harm that it counts: of the room messages
// on their way to members it drops, doubles and damages some; of the lines on their way to the server it drops some.
type relay struct {
	front  *net.UDPConn
	server netip.AddrPort
	wg     sync.WaitGroup

	mu      sync.Mutex
	backs   map[netip.AddrPort]*net.UDPConn // a socket for each member
	harmful bool
	down    int // room messages so far
	up      int // lines so far
	harm
}

// harm is what a relay did.
type harm struct{ dropped, doubled, damaged, silenced int }

// startRelay starts a relay, which ends with the test.
func startRelay(tb testing.TB, server netip.AddrPort) *relay {
	tb.Helper()
	front, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	r := &relay{front: front, server: server, backs: make(map[netip.AddrPort]*net.UDPConn)}
	r.wg.Go(func() { // ends when front is closed
		each(front, func(datagram []byte, from netip.AddrPort) { r.toServer(tb, datagram, from) })
	})
	tb.Cleanup(func() {
		front.Close()
		r.mu.Lock()
		for _, back := range r.backs {
			back.Close()
		}
		r.mu.Unlock()
		r.wg.Wait()
	})
	return r
}

func (r *relay) addr() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// begin starts to do harm, or ends it.
func (r *relay) begin(harmful bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.harmful = harmful
}

// done returns the harm done so far.
func (r *relay) done() harm {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.harm
}

// each reads a socket until it is closed.
func each(conn *net.UDPConn, do func(datagram []byte, from netip.AddrPort)) {
	buf := make([]byte, 64<<10)
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			do(buf[:n], from)
		}
	}
}

// toServer passes a member's datagram on, from a socket that stands for that member.
func (r *relay) toServer(tb testing.TB, datagram []byte, from netip.AddrPort) {
	r.mu.Lock()
	defer r.mu.Unlock()
	back := r.backs[from]
	if back == nil {
		var err error
		if back, err = net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.server)); err != nil {
			tb.Error(err)
			return
		}
		r.backs[from] = back
		r.wg.Go(func() { // ends when back is closed
			each(back, func(datagram []byte, _ netip.AddrPort) { r.toMember(datagram, from) })
		})
	}
	if isLine := !bytes.ContainsAny(datagram, ":,"); isLine && r.harmful {
		if r.up++; r.up%10 == 3 {
			r.silenced++
			return
		}
	}
	_, _ = back.Write(datagram) // a failure is a loss, and shows as one that nobody counted
}

// toMember passes a datagram on to a member.
func (r *relay) toMember(datagram []byte, to netip.AddrPort) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if isMessage := bytes.HasPrefix(datagram, []byte("ENCRYPTED:")); isMessage && r.harmful {
		r.down++
		switch r.down % 40 {
		case 5:
			r.dropped++
			return
		case 15:
			r.doubled++
			_, _ = r.front.WriteToUDPAddrPort(datagram, to)
		case 25:
			r.damaged++
			datagram[len(datagram)/2] ^= 1
		}
	}
	_, _ = r.front.WriteToUDPAddrPort(datagram, to)
}
