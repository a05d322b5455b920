package classic

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"obrolan/shared/chat"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// udpServer is a fakeServer on a loopback socket.
type udpServer struct {
	*fakeServer
	sync.Mutex
	conn *net.UDPConn
	done chan struct{}
}

func serveUDP(t *testing.T, addr string, fake *fakeServer) *udpServer {
	t.Helper()
	a, err := net.ResolveUDPAddr("udp4", addr)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.ListenUDP("udp4", a)
	if err != nil {
		t.Fatal(err)
	}
	s := &udpServer{fakeServer: fake, conn: conn, done: make(chan struct{})}
	go s.serve() // ends when conn is closed
	t.Cleanup(s.shut)
	return s
}

func (s *udpServer) serve() {
	defer close(s.done)
	buf := make([]byte, 2048)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		s.Lock()
		out := s.handle(from.String(), buf[:n])
		s.Unlock()
		for _, m := range out {
			_, _ = s.conn.WriteToUDPAddrPort(m.data, netip.MustParseAddrPort(m.addr))
		}
	}
}

// shut closes the socket and waits.
func (s *udpServer) shut() {
	_ = s.conn.Close()
	<-s.done
}

func (s *udpServer) addr() string { return s.conn.LocalAddr().String() }

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// dial starts a room over this package's Machine.
func dial(ctx context.Context, cfg chat.Config) (chat.Room, error) {
	if cfg.Open == nil {
		cfg.Open = chat.OpenUDP(LowPort, HighPort)
	}
	return chat.Drive(ctx, cfg, New(cfg.Server, Keys(nil)))
}

// join dials and enters the room.
func join(t *testing.T, addr, name string) chat.Room {
	t.Helper()
	r, err := dial(soon(t), chat.Config{Server: addr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if _, err := r.Authenticate(soon(t), "12345"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Enter(soon(t), name); err != nil {
		t.Fatal(err)
	}
	return r
}

// next returns the next event, which must be of kind.
func next(t *testing.T, r chat.Room, kind chat.EventKind) chat.Event {
	t.Helper()
	select {
	case e := <-r.Events():
		if e.Kind != kind {
			t.Fatalf("event %v %+v, want %v", e.Kind, e, kind)
		}
		return e
	case <-time.After(time.Minute):
		t.Fatalf("no event %v", kind)
	}
	return chat.Event{}
}

func TestRoomOnLoopback(t *testing.T) {
	for _, original := range []bool{false, true} {
		fake := newFakeServer(1)
		fake.original = original
		s := serveUDP(t, "127.0.0.1:0", fake)
		juri := join(t, s.addr(), "juri")
		if port := juri.Local().Port(); port < LowPort || port > HighPort {
			t.Errorf("local port %d", port)
		}
		if juri.Server().String() != s.addr() {
			t.Errorf("server %v, want %v", juri.Server(), s.addr())
		}
		budi := join(t, s.addr(), "budi")
		next(t, juri, chat.Joined)
		if original {
			next(t, juri, chat.Joined)
		}
		if err := budi.Say(t.Context(), "halo\nsemua"); err != nil {
			t.Fatal(err)
		}
		if e := next(t, juri, chat.Said); e.Name != "budi" || e.Text != "halo semua" || e.Own {
			t.Errorf("event %+v", e)
		}
		if err := budi.Settle(soon(t)); err != nil {
			t.Errorf("Settle: %v", err)
		}
		if e := next(t, budi, chat.Said); !e.Own {
			t.Errorf("event %+v is not marked as an echo", e)
		}
		if err := budi.Leave(soon(t)); err != nil {
			t.Errorf("Leave: %v", err)
		}
		if e := next(t, budi, chat.Ended); e.Err != nil {
			t.Errorf("ended with %v", e.Err)
		}
		if _, open := <-budi.Events(); open {
			t.Error("events after Ended")
		}
		if e := next(t, juri, chat.Left); e.Name != "budi" {
			t.Errorf("event %+v", e)
		}
	}
}
