package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"obrolan/shared/console"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestHealthAsksTheLoop(t *testing.T) {
	cfg := testConfig()
	cfg.Health = "127.0.0.1:0"
	r := start(t, cfg)
	defer http.DefaultClient.CloseIdleConnections()
	r.guest(t).join("ani")
	addr := r.pages[0].listener.Addr().String()
	// A turn that takes a second counts as stuck, and on a busy machine one may: so health is waited for.
	healthy := func() bool {
		code, text := get(t, "http://"+addr+"/healthz")
		return code == 200 && strings.Contains(text, "1 sessions")
	}
	await(t, "the page says that the server is healthy", healthy)
	var out bytes.Buffer
	await(t, "the command says that the server is healthy", func() bool {
		return askHealth(t.Context(), addr, &out) == nil && strings.Contains(out.String(), "healthy")
	})
	// HTTP alone is no sign of health: the loop has to turn.
	hold, held := make(chan struct{}), make(chan struct{})
	go r.loop.do(context.Background(), func() { close(held); <-hold }) // ends with hold
	<-held
	if code, _ := get(t, "http://"+addr+"/healthz"); code != http.StatusServiceUnavailable {
		t.Errorf("a loop that is stuck is reported with %d", code)
	}
	var c *console.Problem
	if err := askHealth(t.Context(), addr, &out); !errors.As(err, &c) || c.Code != 1 || c.Hint == "" {
		t.Errorf("server health says %v", err)
	}
	close(hold)
	await(t, "a loop that turns again is reported as healthy", healthy)
	r.stop()
	if err := askHealth(t.Context(), addr, &out); err == nil {
		t.Error("a server that has stopped is healthy")
	}
}

func TestMetrics(t *testing.T) {
	cfg := testConfig()
	cfg.Metrics = "127.0.0.1:0"
	r := start(t, cfg)
	defer http.DefaultClient.CloseIdleConnections()
	ani := r.guest(t).join("ani")
	ani.send("bukan protokol")
	ani.say("halo")
	ani.expect("ani: halo")
	_, text := get(t, "http://"+r.pages[0].listener.Addr().String()+"/metrics")
	for _, want := range []string{"obrolan_members 1\n", `obrolan_dropped_total{reason="malformed"} 1` + "\n", "obrolan_messages_total 1\n", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics lack %q", want)
		}
	}
}

// TestAPageThatCantOpenLeavesNothingOpen looks at the port; goleak looks at the goroutines. Another program may take
// the port while it is free, but hardly again and again.
func TestAPageThatCantOpenLeavesNothingOpen(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for range 5 {
		var free, again net.PacketConn
		if free, err = net.ListenPacket("udp4", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
		cfg := testConfig()
		cfg.Listen, cfg.Health, cfg.Metrics = free.LocalAddr().String(), "127.0.0.1:0", taken.Addr().String()
		free.Close()
		var c *console.Problem
		if _, err = Listen(t.Context(), cfg, io.Discard, io.Discard); !errors.As(err, &c) || c.Code != 1 || !strings.Contains(c.Hint, "--metrics") {
			continue
		}
		if again, err = net.ListenPacket("udp4", cfg.Listen); err == nil {
			again.Close()
			return
		}
	}
	t.Errorf("again and again: %v", err)
}

func TestDoGivesUp(t *testing.T) {
	r := start(t, testConfig())
	r.stop()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	for range 40 { // more than the queue holds
		if err := r.loop.do(ctx, func() {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("a loop that has ended says %v", err)
		}
	}
}

func TestLocal(t *testing.T) {
	for given, want := range map[string]string{":9998": "127.0.0.1:9998", "0.0.0.0:1": "127.0.0.1:1", "[::]:1": "[::1]:1", "10.0.0.1:2": "10.0.0.1:2", "room:3": "room:3"} {
		if got := local(given); got != want {
			t.Errorf("%s is asked at %s, want %s", given, got, want)
		}
	}
}
