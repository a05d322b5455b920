package simnet

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/shared/impair"
)

// verdicts sends count datagrams from each client in turn, and returns what
// became of those of flow 1.
func verdicts(t *testing.T, seed uint64, clients, count int) (all []impair.Verdict) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{Seed: seed, Up: impair.Config{Loss: 0.3}, Tap: func(e Event) {
			if e.Kind == Sent && e.Flow == 1 {
				all = append(all, e.Verdict)
			}
		}})
		defer n.Close()
		server := listen(t, n, serverAddr)
		var conns []*Conn
		for range clients {
			conns = append(conns, listen(t, n, clientHost))
		}
		for range count {
			for _, c := range slices.Backward(conns) {
				send(t, c, server.LocalAddr(), "x")
			}
		}
	})
	return all
}

func TestSeedDecides(t *testing.T) {
	alone := verdicts(t, 1, 1, 200)
	if len(alone) != 200 {
		t.Fatalf("%d datagrams of flow 1", len(alone))
	}
	if !slices.Equal(verdicts(t, 1, 4, 200), alone) {
		t.Error("other flows changed flow 1")
	}
	if slices.Equal(verdicts(t, 2, 1, 200), alone) {
		t.Error("another seed changed nothing")
	}
	link := impair.NewLink(impair.Config{Loss: 0.3}, 1, 1, impair.Up)
	for i, v := range alone {
		link.Send(time.Time{}, nil, nil)
		if _, want := link.Last(); v != want {
			t.Fatalf("datagram %d: %v, on a link of its own %v", i+1, v, want)
		}
	}
}

func TestFlowsAndDirections(t *testing.T) {
	type name struct {
		flow uint32
		dir  impair.Direction
	}
	seen := map[name]pair{}
	for from := range 5 {
		for to := range 5 {
			flow, dir := flowOf(from, to)
			if want := impair.Up; from < to {
				want = impair.Down
				if dir != want {
					t.Errorf("%d to %d is %v", from, to, dir)
				}
			}
			if other, twice := seen[name{flow, dir}]; twice {
				t.Errorf("%d to %d shares flow %d %v with %v", from, to, flow, dir, other)
			}
			seen[name{flow, dir}] = pair{}
			if back, _ := flowOf(to, from); back != flow {
				t.Errorf("%d and %d: flow %d there, %d back", from, to, flow, back)
			}
		}
	}
	for client := 1; client < 4; client++ {
		if flow, dir := flowOf(client, 0); flow != uint32(client) || dir != impair.Up {
			t.Errorf("client %d: flow %d %v", client, flow, dir)
		}
	}
}

func TestRuleHitsOneFlow(t *testing.T) {
	up := impair.Config{Rules: []impair.Rule{{Flow: 2, Direction: impair.Up, Occurs: impair.Nth(2), Action: impair.Drop()}}}
	bubble(t, Config{Up: up, Down: up}, func(t *testing.T, n *Network, server, one *Conn) {
		two := listen(t, n, clientHost)
		for i := range 3 {
			send(t, one, server.LocalAddr(), fmt.Sprint("one ", i))
			send(t, two, server.LocalAddr(), fmt.Sprint("two ", i))
			send(t, server, two.LocalAddr(), "back")
		}
		for _, want := range []string{"one 0", "two 0", "one 1", "one 2", "two 2"} {
			if got, _ := receive(t, server); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		for range 3 {
			receive(t, two)
		}
	})
}

func TestSetPath(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: time.Second}}, func(t *testing.T, n *Network, server, one *Conn) {
		twoAddr := netip.MustParseAddrPort("10.0.0.3:7")
		n.SetPath(twoAddr, serverAddr, impair.Config{Delay: time.Minute}) // before anyone is there
		two := listen(t, n, twoAddr)
		took := func(from *Conn) time.Duration {
			start := time.Now()
			send(t, from, server.LocalAddr(), "x")
			server.ReadFrom(make([]byte, 9))
			return time.Since(start)
		}
		if got := took(one); got != time.Second {
			t.Errorf("by default %v", got)
		}
		if got := took(two); got != time.Minute {
			t.Errorf("by its own path %v", got)
		}
		n.SetPath(one.AddrPort(), serverAddr, impair.Config{Delay: time.Hour})
		if got := took(one); got != time.Hour {
			t.Errorf("after a change %v", got)
		}
		if s := n.Stats(one.AddrPort(), serverAddr); s.Sent != 2 {
			t.Errorf("the change started to count over: %v", s)
		}
		two.Rebind(netip.MustParseAddrPort("10.0.0.3:8"))
		if got := took(two); got != time.Minute {
			t.Errorf("after rebinding %v", got)
		}
	})
}

func TestTheEarlierArrivesFirst(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: time.Hour}}, func(t *testing.T, n *Network, server, slow *Conn) {
		fast := listen(t, n, clientHost)
		n.SetPath(fast.AddrPort(), serverAddr, impair.Config{Delay: time.Second})
		start := time.Now()
		send(t, slow, server.LocalAddr(), "slow")
		send(t, fast, server.LocalAddr(), "fast")
		if text, _ := receive(t, server); text != "fast" || time.Since(start) != time.Second {
			t.Errorf("%q after %v", text, time.Since(start))
		}
		time.Sleep(time.Hour)
		if text, _ := receive(t, server); text != "slow" {
			t.Errorf("then %q", text)
		}
	})
}

func TestSetDown(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		n.SetDown(client.AddrPort(), serverAddr, true) // before the first datagram
		send(t, client, server.LocalAddr(), "x")
		silent(t, server)
		send(t, server, client.LocalAddr(), "the way back is open")
		receive(t, client)
		n.SetDown(client.AddrPort(), serverAddr, false)
		send(t, client, server.LocalAddr(), "x")
		receive(t, server)
		n.SetDown(client.AddrPort(), serverAddr, true)
		send(t, client, server.LocalAddr(), "x")
		silent(t, server)
		if s := n.Stats(client.AddrPort(), serverAddr); s.Cut != 2 || s.Delivered != 1 {
			t.Errorf("%v", s)
		}
	})
}

func TestOutagesCountFromTheNetworksStart(t *testing.T) {
	up := impair.Config{Outages: []impair.Outage{{From: 10 * time.Second, To: 20 * time.Second}}}
	bubble(t, Config{Up: up}, func(t *testing.T, n *Network, server, client *Conn) {
		time.Sleep(15 * time.Second)
		send(t, client, server.LocalAddr(), "x")
		time.Sleep(5 * time.Second)
		send(t, client, server.LocalAddr(), "y")
		if text, _ := receive(t, server); text != "y" {
			t.Errorf("got %q", text)
		}
	})
}

func TestTap(t *testing.T) {
	var lines []string
	up := impair.Config{Delay: 1500 * time.Millisecond, Rules: []impair.Rule{
		{Occurs: impair.Nth(2), Action: impair.Drop()},
		{Occurs: impair.Nth(3), Action: impair.FlipBit(0)},
		{Occurs: impair.Nth(3), Action: impair.Replay(time.Second)},
	}}
	tap := func(e Event) { lines = append(lines, strings.TrimSpace(e.String())) }
	bubble(t, Config{Up: up, ReceiveBuffer: 2 * (Overhead + 1), Tap: tap}, func(t *testing.T, n *Network, server, client *Conn) {
		for range 3 {
			send(t, client, server.LocalAddr(), "x")
		}
		send(t, client, net.UDPAddrFromAddrPort(netip.MustParseAddrPort("10.0.0.9:1")), "xyz")
		time.Sleep(time.Minute)
	})
	want := []string{
		"0.000000s flow 1 up #1 10.0.0.2:49152 > 10.0.0.1:9999 sent 1 bytes",
		"0.000000s flow 1 up #2 10.0.0.2:49152 > 10.0.0.1:9999 sent 1 bytes: dropped by a rule",
		"0.000000s flow 1 up #3 10.0.0.2:49152 > 10.0.0.1:9999 sent 1 bytes",
		"0.000000s flow 0 either #0 10.0.0.2:49152 > 10.0.0.9:1 sent 3 bytes",
		"0.000000s flow 0 either #0 10.0.0.2:49152 > 10.0.0.9:1 unreached 3 bytes",
		"1.500000s flow 1 up #1 10.0.0.2:49152 > 10.0.0.1:9999 arrived 1 bytes",
		"1.500000s flow 1 up #3 10.0.0.2:49152 > 10.0.0.1:9999 arrived 1 bytes, damaged",
		"2.500000s flow 1 up #3 10.0.0.2:49152 > 10.0.0.1:9999 overflowed 1 bytes, a copy",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("saw\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestBadFaultsPanic(t *testing.T) {
	bad := impair.Config{Loss: 5}
	n := New(Config{})
	defer n.Close()
	for what, f := range map[string]func(){
		"New": func() { New(Config{Down: bad}) }, "SetPath": func() { n.SetPath(serverAddr, clientHost, bad) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s took loss = 5", what)
				}
			}()
			f()
		}()
	}
}

func TestADayOfKeepAlives(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: 10 * time.Millisecond}, Down: impair.Config{Delay: 10 * time.Millisecond}}, func(t *testing.T, n *Network, server, client *Conn) {
		for range 24 * 60 * 3 {
			send(t, client, server.LocalAddr(), "ping")
			_, from := receive(t, server)
			send(t, server, from, "pong")
			receive(t, client)
			time.Sleep(20 * time.Second)
		}
	})
}

func BenchmarkDatagram(b *testing.B) {
	n := New(Config{})
	defer n.Close()
	server, err := n.Listen(serverAddr)
	if err != nil {
		b.Fatal(err)
	}
	client, err := n.Listen(clientHost)
	if err != nil {
		b.Fatal(err)
	}
	data, buf := make([]byte, 1200), make([]byte, 2048)
	b.ReportAllocs()
	for b.Loop() {
		client.WriteToUDPAddrPort(data, serverAddr)
		server.ReadFromUDPAddrPort(buf)
	}
}
