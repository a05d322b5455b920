package simnet

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"obrolan/shared/impair"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	serverAddr = netip.MustParseAddrPort("10.0.0.1:9999")
	clientHost = netip.MustParseAddrPort("10.0.0.2:0")
)

// bubble runs a test with a network, a server and a client in virtual time.
func bubble(t *testing.T, cfg Config, test func(t *testing.T, n *Network, server, client *Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := New(cfg)
		defer n.Close()
		test(t, n, listen(t, n, serverAddr), listen(t, n, clientHost))
	})
}

func listen(t *testing.T, n *Network, addr netip.AddrPort) *Conn {
	t.Helper()
	c, err := n.Listen(addr)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func send(t *testing.T, from *Conn, to net.Addr, text string) {
	t.Helper()
	if n, err := from.WriteTo([]byte(text), to); err != nil || n != len(text) {
		t.Fatalf("wrote %d bytes of %d: %v", n, len(text), err)
	}
}

// receive reads one datagram and fails if that takes longer than a minute.
func receive(t *testing.T, c *Conn) (string, net.Addr) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	defer c.SetReadDeadline(time.Time{})
	buf := make([]byte, 2048)
	n, from, err := c.ReadFrom(buf)
	if err != nil {
		t.Fatal(err)
	}
	return string(buf[:n]), from
}

// silent fails if a datagram comes within a minute.
func silent(t *testing.T, c *Conn) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	defer c.SetReadDeadline(time.Time{})
	buf := make([]byte, 2048)
	if n, from, err := c.ReadFrom(buf); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%q from %v, error %v; want silence", buf[:n], from, err)
	}
}

func TestThereAndBack(t *testing.T) {
	faults := impair.Config{Delay: 30 * time.Millisecond}
	bubble(t, Config{Up: faults, Down: impair.Config{Delay: 12 * time.Millisecond}}, func(t *testing.T, n *Network, server, client *Conn) {
		start := time.Now()
		data := []byte("hello")
		client.WriteTo(data, server.LocalAddr())
		data[0] = 'J' // the caller's slice is its own again
		text, from := receive(t, server)
		if text != "hello" || from.String() != "10.0.0.2:49152" || time.Since(start) != 30*time.Millisecond {
			t.Errorf("%q from %v after %v", text, from, time.Since(start))
		}
		if _, ok := from.(*net.UDPAddr); !ok {
			t.Errorf("the address is a %T", from)
		}
		send(t, server, from, "back")
		if text, from := receive(t, client); text != "back" || from.String() != serverAddr.String() || time.Since(start) != 42*time.Millisecond {
			t.Errorf("%q from %v after %v", text, from, time.Since(start))
		}
	})
}

func TestWithoutDelayDeliveryIsAtOnce(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, server.LocalAddr(), "1")
		server.SetReadDeadline(time.Now().Add(time.Nanosecond))
		if n, _, err := server.ReadFrom(make([]byte, 9)); n != 1 || err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
}

func TestRealClock(t *testing.T) {
	n := New(Config{Up: impair.Config{Delay: 5 * time.Millisecond, Jitter: 5 * time.Millisecond}, Down: impair.Config{Delay: time.Millisecond}})
	defer n.Close()
	server, client := listen(t, n, serverAddr), listen(t, n, clientHost)
	echoed := make(chan struct{})
	go func() { // ends when the server is closed
		defer close(echoed)
		buf := make([]byte, 100)
		for {
			size, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			server.WriteTo(buf[:size], from)
		}
	}()
	start := time.Now()
	for i := range 200 {
		send(t, client, server.LocalAddr(), fmt.Sprint(i))
	}
	for i := range 200 {
		if text, _ := receive(t, client); text != fmt.Sprint(i) {
			t.Fatalf("%q, want %d", text, i)
		}
	}
	if took := time.Since(start); took < 6*time.Millisecond {
		t.Errorf("all was there after %v", took)
	}
	server.Close()
	<-echoed
}

func TestShortBufferCutsOff(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, server.LocalAddr(), "abcdef")
		send(t, client, server.LocalAddr(), "next")
		buf := make([]byte, 3)
		if n, _, err := server.ReadFrom(buf); n != 3 || string(buf) != "abc" || err != nil {
			t.Errorf("%q, %v", buf[:n], err)
		}
		if text, _ := receive(t, server); text != "next" {
			t.Errorf("the rest came as %q", text)
		}
	})
}

func TestReceiveBufferOverflows(t *testing.T) {
	// Room for exactly three datagrams of 100 bytes.
	bubble(t, Config{ReceiveBuffer: 3 * (100 + Overhead)}, func(t *testing.T, n *Network, server, client *Conn) {
		for i := range 5 {
			send(t, client, server.LocalAddr(), fmt.Sprintf("%0100d", i))
		}
		for i := range 3 {
			if text, _ := receive(t, server); text != fmt.Sprintf("%0100d", i) {
				t.Errorf("%d: %q", i, text)
			}
		}
		silent(t, server)
		for range 10 {
			send(t, client, server.LocalAddr(), "") // empty ones take room, too
		}
		server.SetReadBuffer(Overhead)
		send(t, client, server.LocalAddr(), "x")
		if s := server.Stats(); s.Overflowed != 2+3+1 || s.Received != 3 {
			t.Errorf("%+v", s)
		}
		if s := client.Stats(); s.Sent != 16 {
			t.Errorf("%+v", s)
		}
	})
}

func TestInboxKeepsOrderAndMemory(t *testing.T) {
	b := inbox{limit: 1000 * (1 + Overhead)}
	in, out := 0, 0
	for range 3000 {
		for range 2 {
			if b.put(serverAddr, []byte{byte(in)}) {
				in++
			}
		}
		if l, ok := b.take(); !ok || l.data[0] != byte(out) {
			t.Fatalf("datagram %d: %v %v", out, l, ok)
		}
		out++
	}
	for ; out < in; out++ {
		if l, ok := b.take(); !ok || l.data[0] != byte(out) {
			t.Fatalf("datagram %d: %v %v", out, l, ok)
		}
	}
	if _, ok := b.take(); ok || b.used != 0 || cap(b.waiting) > 4096 {
		t.Errorf("left: %v, %d bytes, capacity %d", ok, b.used, cap(b.waiting))
	}
}

func TestRefused(t *testing.T) {
	nobody := net.UDPAddrFromAddrPort(netip.MustParseAddrPort("10.0.0.9:1"))
	bubble(t, Config{Refuse: true}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, nobody, "x")
		send(t, client, nobody, "y") // one refusal is remembered
		_, _, err := client.ReadFrom(nil)
		var op *net.OpError
		if !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &op) || op.Addr.String() != nobody.String() {
			t.Errorf("got %v", err)
		}
		silent(t, client)
		send(t, server, client.LocalAddr(), "still there")
		if text, _ := receive(t, client); text != "still there" {
			t.Errorf("got %q", text)
		}
		server.Close()
		n.SetPath(client.AddrPort(), serverAddr, impair.Config{Delay: time.Second})
		start := time.Now()
		send(t, client, server.LocalAddr(), "z")
		if _, _, err := client.ReadFrom(nil); !errors.Is(err, syscall.ECONNREFUSED) || time.Since(start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		if s := client.Stats(); s.Refused != 3 {
			t.Errorf("%+v", s)
		}
	})
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, nobody, "x")
		silent(t, client)
	})
}

func TestWriteErrors(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		for _, c := range []struct {
			size int
			to   net.Addr
			want error
		}{
			{1, &net.TCPAddr{}, syscall.EAFNOSUPPORT},
			{1, (*net.UDPAddr)(nil), syscall.EAFNOSUPPORT},
			{1, nil, syscall.EAFNOSUPPORT},
			{1, &net.UDPAddr{}, syscall.EINVAL},
			{1, &net.UDPAddr{IP: net.IPv4(1, 2, 3, 4)}, syscall.EINVAL},
			{MaxDatagram + 1, server.LocalAddr(), syscall.EMSGSIZE},
			{MaxDatagram, server.LocalAddr(), nil},
		} {
			if _, err := client.WriteTo(make([]byte, c.size), c.to); !errors.Is(err, c.want) {
				t.Errorf("%d bytes to %v: %v, want %v", c.size, c.to, err, c.want)
			}
		}
		if s := client.Stats(); s.Sent != 1 {
			t.Errorf("%+v", s)
		}
	})
}

func TestListenErrors(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		for addr, want := range map[string]error{
			"10.0.0.1:9999":       syscall.EADDRINUSE,
			"[::ffff:a00:1]:9999": syscall.EADDRINUSE, // the same in IPv6's clothes
			"0.0.0.0:1":           syscall.EADDRNOTAVAIL,
			"[::]:1":              syscall.EADDRNOTAVAIL,
			"224.0.0.1:1":         syscall.EADDRNOTAVAIL,
			"10.0.0.1:10000":      nil,
			"[fd00::1]:9999":      nil,
			"10.0.0.2:0":          nil,
		} {
			if _, err := n.Listen(netip.MustParseAddrPort(addr)); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", addr, err, want)
			}
		}
		if _, err := n.Listen(netip.AddrPort{}); !errors.Is(err, syscall.EADDRNOTAVAIL) {
			t.Error(err)
		}
	})
}

func TestFreePortsRunOut(t *testing.T) {
	n := New(Config{})
	defer n.Close()
	last := listen(t, n, clientHost)
	for range 1<<16 - firstFreePort - 1 {
		last = listen(t, n, clientHost)
	}
	if _, err := n.Listen(clientHost); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("got %v", err)
	}
	port := last.AddrPort()
	last.Close()
	if got := listen(t, n, clientHost).AddrPort(); got != port {
		t.Errorf("got %v, free was %v", got, port)
	}
}

var _ io.Closer = (*Network)(nil)
