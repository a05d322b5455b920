package simnet

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/shared/impair"
)

// read reads in a goroutine, which ends with the read, and returns the error.
func read(c *Conn) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, _, err := c.ReadFrom(make([]byte, 100))
		done <- err
	}()
	return done
}

func TestDeadlines(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		start := time.Now()
		server.SetReadDeadline(start.Add(time.Hour))
		_, _, err := server.ReadFrom(nil)
		var timeout net.Error
		if !errors.Is(err, os.ErrDeadlineExceeded) || !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("got %v", err)
		}
		if time.Since(start) != time.Hour {
			t.Errorf("after %v", time.Since(start))
		}

		send(t, client, server.LocalAddr(), "x")
		if _, _, err := server.ReadFrom(nil); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a past deadline let a read through: %v", err)
		}
		server.SetReadDeadline(time.Time{})
		if text, _ := receive(t, server); text != "x" {
			t.Errorf("got %q", text)
		}

		client.SetWriteDeadline(time.Now())
		if _, err := client.WriteTo(nil, server.LocalAddr()); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		client.SetDeadline(time.Time{})
		send(t, client, server.LocalAddr(), "y")
	})
}

func TestDeadlineMovesWhileReading(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		start := time.Now()
		check := func(what string, want time.Duration, done <-chan error) {
			t.Helper()
			if err := <-done; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != want {
				t.Errorf("%s: %v after %v, want %v", what, err, time.Since(start), want)
			}
			start = time.Now()
		}
		server.SetReadDeadline(start.Add(time.Second))
		done := read(server)
		synctest.Wait()
		server.SetReadDeadline(start.Add(5 * time.Second))
		check("later", 5*time.Second, done)

		server.SetReadDeadline(time.Time{})
		done = read(server)
		time.Sleep(time.Second)
		server.SetReadDeadline(start.Add(3 * time.Second))
		check("from never", 3*time.Second, done)

		server.SetReadDeadline(start.Add(time.Hour))
		one, two := read(server), read(server)
		time.Sleep(time.Second)
		server.SetDeadline(time.Now()) // wakes both
		check("now", time.Second, one)
		check("now", 0, two)

		server.SetDeadline(time.Time{})
		server.SetReadDeadline(start.Add(time.Second))
		server.SetReadDeadline(time.Time{}) // taken back
		done = read(server)
		time.Sleep(time.Minute)
		synctest.Wait()
		select {
		case err := <-done:
			t.Errorf("a deadline that was taken back struck: %v", err)
		default:
		}
		server.Close()
		<-done
	})
}

func TestCloseUnblocksReaders(t *testing.T) {
	bubble(t, Config{}, func(t *testing.T, n *Network, server, client *Conn) {
		one, two, three := read(server), read(server), read(client)
		synctest.Wait()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		for _, done := range []<-chan error{one, two} {
			if err := <-done; !errors.Is(err, net.ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		for what, err := range map[string]error{
			"Close": server.Close(), "SetDeadline": server.SetDeadline(time.Now()), "SetReadBuffer": server.SetReadBuffer(1),
			"Rebind": server.Rebind(clientHost), "ReadFrom": <-read(server),
		} {
			if !errors.Is(err, net.ErrClosed) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := server.WriteTo(nil, client.LocalAddr()); !errors.Is(err, net.ErrClosed) {
			t.Errorf("WriteTo: %v", err)
		}
		n.Close()
		if err := <-three; !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
		if _, err := n.Listen(clientHost); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Listen: %v", err)
		}
		n.Close()
	})
}

func TestCloseWithDatagramsUnderWay(t *testing.T) {
	arrived := 0
	tap := func(e Event) {
		if e.Kind == Arrived {
			arrived++
		}
	}
	bubble(t, Config{Up: impair.Config{Delay: time.Second}, Tap: tap}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, server.LocalAddr(), "x")
		client.Close() // what is written is written
		if text, _ := receive(t, server); text != "x" {
			t.Errorf("got %q", text)
		}
		client = listen(t, n, clientHost)
		send(t, client, server.LocalAddr(), "y")
		server.SetReadDeadline(time.Now().Add(time.Hour))
		start := time.Now()
		n.Close()
		if took := time.Since(start); took != 0 {
			t.Errorf("Close waited %v for what it had dropped", took)
		}
		time.Sleep(time.Hour)
	})
	if arrived != 1 {
		t.Errorf("%d arrived, want 1", arrived)
	}
}

// TestCloseAmongTimers closes while the real clock's timers strike.
func TestCloseAmongTimers(t *testing.T) {
	for range 50 {
		var over atomic.Bool
		n := New(Config{
			Up: impair.Config{Jitter: 200 * time.Microsecond},
			Tap: func(Event) {
				if over.Load() {
					t.Error("something happened after Close")
				}
			},
		})
		server, client := listen(t, n, serverAddr), listen(t, n, clientHost)
		done := read(client)
		for range 20 {
			send(t, client, server.LocalAddr(), "x")
			client.SetReadDeadline(time.Now().Add(50 * time.Microsecond))
		}
		<-done
		n.Close()
		over.Store(true)
	}
}

func TestCloseWaitsForTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := New(Config{})
		n.timers.Add(1) // as if a timer's call had begun
		closed := false
		go func() { // ends with Close
			n.Close()
			closed = true
		}()
		synctest.Wait()
		if closed {
			t.Error("Close didn't wait")
		}
		n.timers.Done()
		synctest.Wait()
		if !closed {
			t.Error("Close waits for ever")
		}
	})
}

func TestRestartedServer(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: time.Second}}, func(t *testing.T, n *Network, server, client *Conn) {
		send(t, client, server.LocalAddr(), "to whom it may concern")
		server.Close()
		again := listen(t, n, serverAddr)
		if text, _ := receive(t, again); text != "to whom it may concern" {
			t.Errorf("got %q", text)
		}
		send(t, client, server.LocalAddr(), "x")
		receive(t, again)
		if s := n.Stats(client.AddrPort(), serverAddr); s.Sent != 2 || s.Delivered != 2 {
			t.Errorf("the path started over: %v", s)
		}
	})
}

func TestRebind(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: time.Second}, Down: impair.Config{Delay: time.Second}}, func(t *testing.T, n *Network, server, client *Conn) {
		old := client.LocalAddr()
		send(t, client, server.LocalAddr(), "before")
		send(t, server, old, "under way")
		if err := client.Rebind(netip.MustParseAddrPort("10.0.7.7:5")); err != nil {
			t.Fatal(err)
		}
		send(t, client, server.LocalAddr(), "after")
		if text, from := receive(t, server); text != "before" || from.String() != old.String() {
			t.Errorf("%q from %v", text, from)
		}
		if text, from := receive(t, server); text != "after" || from.String() != "10.0.7.7:5" {
			t.Errorf("%q from %v", text, from)
		}
		send(t, server, old, "lost")
		silent(t, client)
		send(t, server, client.LocalAddr(), "found")
		if text, _ := receive(t, client); text != "found" {
			t.Errorf("got %q", text)
		}
		if s := n.Stats(client.AddrPort(), serverAddr); s.Sent != 2 {
			t.Errorf("the flow's count started over: %v", s)
		}
		if s := n.Stats(netip.MustParseAddrPort(old.String()), serverAddr); s.Sent != 0 {
			t.Errorf("the old address kept the path: %v", s)
		}
		if err := client.Rebind(serverAddr); err == nil {
			t.Error("took the server's address")
		}
	})
}

func TestRebindKeepsNumbersApart(t *testing.T) {
	flows := map[string]bool{}
	tap := func(e Event) {
		if e.Kind == Sent {
			flows[fmt.Sprint(e.Flow, e.Direction)] = true
		}
	}
	bubble(t, Config{Tap: tap}, func(t *testing.T, n *Network, server, client *Conn) {
		gone, third := listen(t, n, clientHost), listen(t, n, clientHost)
		addr := gone.AddrPort()
		gone.Close()
		if err := third.Rebind(addr); err != nil {
			t.Fatal(err)
		}
		fourth := listen(t, n, clientHost)
		for _, c := range []*Conn{client, third, fourth} {
			send(t, c, server.LocalAddr(), "x")
		}
	})
	for _, want := range []string{"1 up", "3 up", "4 up"} {
		if !flows[want] {
			t.Errorf("flows %v, want %s", flows, want)
		}
	}
}

func TestManyWriters(t *testing.T) {
	bubble(t, Config{Up: impair.Config{Delay: time.Millisecond, Jitter: time.Millisecond, Rate: 10_000_000}}, func(t *testing.T, n *Network, server, _ *Conn) {
		const clients, each = 8, 50
		var writers sync.WaitGroup
		for range clients {
			c := listen(t, n, clientHost)
			writers.Go(func() { // ends after its datagrams
				for range each {
					c.WriteTo([]byte("x"), server.LocalAddr())
					time.Sleep(100 * time.Microsecond)
				}
			})
		}
		for range clients * each {
			receive(t, server)
		}
		writers.Wait()
		silent(t, server)
	})
}
