package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"obrolan/services/server/tally"
	"obrolan/shared/simnet"
	"obrolan/shared/wire/classic"
)

// TestNobodyNoticesNoise has people chat while 100,000 malformed datagrams come in.
func TestNobodyNoticesNoise(t *testing.T) {
	noise := 100_000
	if testing.Short() {
		noise = 10_000
	}
	r := start(t, testConfig())
	ani, budi := r.guest(t).join("ani"), r.guest(t).join("budi")
	ani.expect("budi memasuki obrolan!")
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	eve, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer eve.Close()
	kinds := [][]byte{[]byte("bukan protokol"), {0xff, 0xfe, 0}, []byte("1,2,3"), []byte("PASSWORD:zz"), []byte(strings.Repeat("a", 5000)), []byte("SET_USERNAME:\xff")}
	dropped := func() uint64 { return r.count(tally.DroppedMalformed) + r.count(tally.DroppedNotText) }
	var wg sync.WaitGroup
	done := make(chan struct{})
	wg.Go(func() { // ends after so many datagrams
		defer close(done)
		for i := range noise {
			eve.Write(kinds[i%len(kinds)])
			for i%25 == 24 && dropped()+50 < uint64(i) {
				time.Sleep(100 * time.Microsecond) // what is tested is the server, and not the kernel's buffer
			}
		}
	})
	var worst time.Duration
	for i := 0; ; i++ {
		text := fmt.Sprintf("ani: nomor %d", i)
		begin := time.Now()
		ani.say(strings.TrimPrefix(text, "ani: "))
		ani.expect(text)
		budi.expect(text)
		worst = max(worst, time.Since(begin))
		select {
		case <-done:
		case <-time.After(5 * time.Millisecond):
			continue
		}
		t.Logf("%d lines, the slowest took %v", i+1, worst)
		break
	}
	wg.Wait()
	await(t, "all noise is counted", func() bool { return dropped() == uint64(noise) })
	eve.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := eve.Read(make([]byte, 100)); err == nil {
		t.Errorf("noise was answered with %d bytes", n)
	}
	if after := heap(); after > before+4<<20 {
		t.Errorf("memory grew from %d to %d KiB", before>>10, after>>10)
	}
}

func TestEverybodyLeavesAtOnce(t *testing.T) {
	r := start(t, testConfig())
	var class []*guest
	for i := range 100 {
		class = append(class, r.guest(t).join(fmt.Sprint("murid ", i)))
	}
	var wg sync.WaitGroup
	for _, g := range class {
		wg.Go(func() { // ends after one datagram
			g.send("LEAVE_TAG:" + g.name)
		})
	}
	wg.Wait()
	await(t, "the room is empty", func() bool { return r.tally.Members() == 0 })
	if n := r.count(tally.LeftQuit); n != 100 {
		t.Errorf("%d left by wish, want 100", n)
	}
	r.guest(t).join("murid 0") // the names are free again
}

func TestHugeDatagrams(t *testing.T) {
	r := start(t, testConfig())
	ani := r.guest(t).join("ani")
	long := strings.Repeat("panjang ", 500) // some 24 KiB as cipher text
	ani.say(long)
	ani.expect("ani: " + long)
	for _, huge := range []string{strings.Repeat("1 ", 32_000) + "1", "SET_USERNAME:" + strings.Repeat("x", 60_000), strings.Repeat("x", 65_000), "PASSWORD:" + strings.Repeat("1 ", 32_000) + "1"} {
		ani.send(huge)
	}
	// The name is refused, but ani has one and so asks a question; the password is wrong.
	if got := ani.receive(); got != classic.TextUnavailable {
		t.Errorf("a name of 60,000 characters is answered %q", got)
	}
	if got := ani.receive(); got != classic.TextPasswordWrong {
		t.Errorf("a password of 32,001 characters is answered %q", got)
	}
	ani.say("masih di sini")
	ani.expect("ani: masih di sini")
}

// TestTheLoopDoesNotSpin counts turns by their reads: in an idle minute an idle server has none.
func TestTheLoopDoesNotSpin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := simnet.New(simnet.Config{})
		defer network.Close()
		pc, err := network.Listen(netip.MustParseAddrPort("10.0.0.1:9999"))
		if err != nil {
			t.Fatal(err)
		}
		s, err := newServer(pc, testConfig(), io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.loop.run(ctx) }() // ends with stop
		time.Sleep(time.Minute)                  // of the bubble's clock
		synctest.Wait()
		if n := s.loop.turns; n != 0 {
			t.Errorf("%d turns in a minute with nothing to do", n)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		s.conn.Close()
		s.journal.Close(logPatience)
	})
}
