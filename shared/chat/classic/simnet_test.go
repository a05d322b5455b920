package classic

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/shared/chat"
	"obrolan/shared/impair"
	"obrolan/shared/simnet"
)

// TestLossyPath drives the whole client over a path that loses, delays, duplicates and reorders, and cuts the server
// off for a minute.
func TestLossyPath(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { talkOnSimnet(t, seed) })
		})
	}
}

var simServer = netip.MustParseAddrPort("10.0.0.1:9999")

func talkOnSimnet(t *testing.T, seed uint64) {
	start := time.Now()
	bad := impair.Config{
		Loss: 0.1, Delay: 20 * time.Millisecond, Jitter: 10 * time.Millisecond, Duplicate: 0.05, Reorder: 0.05,
		Outages: []impair.Outage{{From: 2 * time.Minute, To: 3 * time.Minute}},
	}
	network := simnet.New(simnet.Config{Seed: seed, Up: bad, Down: bad, Refuse: true})
	defer network.Close()
	fake := newFakeServer(seed)
	fake.original = seed%2 == 1
	conn, err := network.Listen(simServer)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go serveSim(conn, fake) // ends when conn is closed
	port := uint16(LowPort)
	r, err := chat.Drive(t.Context(), chat.Config{
		Server:  "server:9999",
		Resolve: func(context.Context, string) ([]netip.AddrPort, error) { return []netip.AddrPort{simServer}, nil },
		Open: func(context.Context, netip.AddrPort) (net.PacketConn, error) {
			port++
			return network.Listen(netip.AddrPortFrom(netip.MustParseAddr("10.0.0.2"), port))
		},
	}, New("server:9999", Keys(seeded(seed+50))))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Authenticate(t.Context(), "12345"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Enter(t.Context(), "juri"); err != nil {
		t.Fatal(err)
	}
	ends := map[string]bool{}
	talk(t, r, "before", ends)
	time.Sleep(time.Until(start.Add(2 * time.Minute)))
	until(t, r, chat.Away, ends)
	until(t, r, chat.Back, ends)
	talk(t, r, "after", ends)
	if err := r.Leave(t.Context()); err != nil {
		t.Errorf("Leave: %v", err)
	}
	until(t, r, chat.Ended, ends)
	if took := time.Since(start); took > 4*time.Minute {
		t.Errorf("took %v", took)
	}
	if len(ends) != 40 {
		t.Errorf("%d of 40 texts came to an end", len(ends))
	}
}

// talk says twenty texts and waits for their end.
func talk(t *testing.T, r chat.Room, what string, ends map[string]bool) {
	for i := range 20 {
		if err := r.Say(t.Context(), what+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond)
	}
	_ = r.Settle(t.Context())
	for len(r.Events()) > 0 {
		note(t, <-r.Events(), ends)
	}
}

// until reads events up to one of kind.
func until(t *testing.T, r chat.Room, kind chat.EventKind, ends map[string]bool) {
	for e := range r.Events() {
		note(t, e, ends)
		if e.Kind == kind {
			return
		}
	}
	t.Fatalf("the room ended without %v", kind)
}

func note(t *testing.T, e chat.Event, ends map[string]bool) {
	switch e.Kind {
	case chat.Said, chat.Unseen:
		if e.Kind == chat.Said && !e.Own {
			t.Errorf("event %+v", e)
		}
		ends[e.Text] = true
	}
}

func serveSim(conn net.PacketConn, fake *fakeServer) {
	buf := make([]byte, 2048)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		for _, m := range fake.handle(from.String(), buf[:n]) {
			_, _ = conn.WriteTo(m.data, net.UDPAddrFromAddrPort(netip.MustParseAddrPort(m.addr)))
		}
	}
}
