package classic

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/shared/chat"
	wire "obrolan/shared/wire/classic"
)

// TestServerRestartsOnLoopback closes the server's socket, so that the system reports it, and opens
// another one with a new key at the same port.
func TestServerRestartsOnLoopback(t *testing.T) {
	s := serveUDP(t, "127.0.0.1:0", newFakeServer(1))
	r := join(t, s.addr(), "juri")
	before := r.Local()
	s.shut()
	if err := r.Say(t.Context(), "are you there?"); err != nil {
		t.Fatal(err)
	}
	if e := next(t, r, chat.Away); !errors.Is(e.Err, chat.ErrNoServer) {
		t.Errorf("Away carries %v", e.Err)
	}
	next(t, r, chat.Unseen)
	if err := r.Say(t.Context(), "halo"); !errors.Is(err, chat.ErrNoServer) {
		t.Errorf("Say while away: %v", err)
	}
	serveUDP(t, s.addr(), newFakeServer(2))
	next(t, r, chat.Back)
	if r.Local() == before {
		t.Error("the local port is the old one")
	}
	if err := r.Say(t.Context(), "halo"); err != nil {
		t.Fatal(err)
	}
	if err := r.Settle(soon(t)); !errors.Is(err, chat.ErrUnseen) {
		t.Errorf("Settle: %v, want the text from before the restart", err)
	}
	if e := next(t, r, chat.Said); !e.Own || e.Text != "halo" {
		t.Errorf("event %+v", e)
	}
}

// TestManyCallers uses one Room from many goroutines, and leaves under them.
func TestManyCallers(t *testing.T) {
	s := serveUDP(t, "127.0.0.1:0", newFakeServer(1))
	r := join(t, s.addr(), "juri")
	var callers sync.WaitGroup
	const each = 50
	for i := range 8 {
		callers.Go(func() {
			for j := range each {
				if err := r.Say(t.Context(), fmt.Sprintf("%d %d", i, j)); err != nil {
					t.Error(err)
				}
			}
			_, _ = r.Local(), r.Server()
		})
	}
	heard := 0
	for heard < 8*each {
		if e := next(t, r, chat.Said); !e.Own {
			t.Errorf("event %+v", e)
		}
		heard++
	}
	callers.Wait()
	if err := r.Settle(soon(t)); err != nil {
		t.Error(err)
	}
	for range 8 {
		callers.Go(func() {
			for r.Say(t.Context(), "x") == nil {
			}
			if err := r.Say(t.Context(), "x"); !errors.Is(err, chat.ErrClosed) {
				t.Errorf("Say after the end: %v", err)
			}
		})
	}
	if err := r.Leave(soon(t)); err != nil {
		t.Errorf("Leave: %v", err)
	}
	callers.Wait()
	for range r.Events() {
	}
	if err := errors.Join(r.Close(), r.Close()); err != nil {
		t.Error(err)
	}
	if err := r.Settle(soon(t)); !errors.Is(err, chat.ErrClosed) {
		t.Errorf("Settle after the end: %v", err)
	}
	if err := r.Leave(soon(t)); !errors.Is(err, chat.ErrClosed) {
		t.Errorf("Leave after the end: %v", err)
	}
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	silent, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // ends when the first datagram has come
		_, _, _ = silent.ReadFrom(make([]byte, 100))
		cancel()
	}()
	_, err = dial(ctx, chat.Config{Server: silent.LocalAddr().String()})
	if !errors.Is(err, chat.ErrNoServer) || !errors.Is(err, context.Canceled) {
		t.Errorf("Dial: %v", err)
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if _, err := dial(t.Context(), chat.Config{Server: "localhost"}); err == nil || errors.Is(err, chat.ErrNoServer) || time.Since(start) > 0 {
			t.Errorf("no port: %v after %v", err, time.Since(start))
		}
	})
}

// TestCallsGiveUp ends calls whose context ends while the Room lives on.
func TestCallsGiveUp(t *testing.T) {
	fake := newFakeServer(1)
	var deaf bool // under the server's lock
	fake.deaf = func(string, wire.Request) bool { return deaf }
	s := serveUDP(t, "127.0.0.1:0", fake)
	r, err := dial(soon(t), chat.Config{Server: s.addr()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	hear := func(yes bool) { s.Lock(); deaf = !yes; s.Unlock() }
	over := func() context.Context {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		t.Cleanup(cancel)
		return ctx
	}
	hear(false)
	if _, err := r.Authenticate(over(), "12345"); !errors.Is(err, chat.ErrNoServer) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Authenticate: %v", err)
	}
	hear(true)
	if _, err := r.Authenticate(soon(t), "12345"); err != nil {
		t.Fatal(err)
	}
	hear(false)
	if _, err := r.Enter(over(), "juri"); !errors.Is(err, chat.ErrNoServer) {
		t.Errorf("Enter: %v", err)
	}
	hear(true)
	if _, err := r.Enter(soon(t), "juri"); err != nil {
		t.Fatal(err)
	}
	hear(false)
	if err := r.Say(t.Context(), "halo"); err != nil {
		t.Fatal(err)
	}
	if err := r.Settle(over()); !errors.Is(err, chat.ErrUnseen) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Settle: %v", err)
	}
	if err := r.Leave(over()); !errors.Is(err, chat.ErrNoServer) {
		t.Errorf("Leave: %v", err)
	}
	if e := next(t, r, chat.Ended); e.Err != nil {
		t.Errorf("ended with %v", e.Err)
	}
}

// TestForeignSource sends to the Room's port from another one than the server's.
func TestForeignSource(t *testing.T) {
	s := serveUDP(t, "127.0.0.1:0", newFakeServer(1))
	r := join(t, s.addr(), "juri")
	foreign, err := net.Dial("udp4", netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), r.Local().Port()).String())
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close()
	for range 3 {
		_, _ = foreign.Write([]byte(wire.TextBye))
	}
	if err := r.Say(t.Context(), "halo"); err != nil {
		t.Fatal(err)
	}
	next(t, r, chat.Said)
}

// brokenConn is a socket whose reads fail, and whose every other write is told of a refusal.
type brokenConn struct {
	net.PacketConn
	sync.Mutex
	reads, writes int
	written       []time.Time
	gone          chan struct{}
	once          sync.Once
}

func (c *brokenConn) ReadFrom([]byte) (int, net.Addr, error) {
	c.Lock()
	c.reads++
	c.Unlock()
	select {
	case <-c.gone:
		return 0, nil, net.ErrClosed
	default:
		return 0, nil, errors.New("broken")
	}
}

func (c *brokenConn) WriteTo(b []byte, _ net.Addr) (int, error) {
	c.Lock()
	defer c.Unlock()
	if c.writes++; c.writes%2 == 1 {
		return 0, syscall.ECONNREFUSED
	}
	c.written = append(c.written, time.Now())
	return len(b), nil
}

func (c *brokenConn) LocalAddr() net.Addr {
	return &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8000}
}

func (c *brokenConn) Close() error {
	c.once.Do(func() { close(c.gone) })
	return nil
}

// TestBrokenSocket neither spins on errors of reads nor loses what a pending refusal kept from
// being written.
func TestBrokenSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		conn := &brokenConn{gone: make(chan struct{})}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := dial(ctx, chat.Config{
			Server: "server:9999",
			Open:   func(context.Context, netip.AddrPort) (net.PacketConn, error) { return conn, nil },
			Resolve: func(context.Context, string) ([]netip.AddrPort, error) {
				return []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:9999")}, nil
			},
		})
		if !errors.Is(err, chat.ErrNoServer) {
			t.Errorf("Dial: %v", err)
		}
		if conn.reads > 100 {
			t.Errorf("%d reads in two seconds", conn.reads)
		}
		if len(conn.written) == 0 || !conn.written[0].Equal(start) {
			t.Errorf("written at %v, started at %v", conn.written, start)
		}
	})
}
