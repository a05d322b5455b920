package secure

import (
	"bytes"
	"net/netip"
	"testing"
	"time"
)

func TestACookieIsForItsAskerAlone(t *testing.T) {
	core := []byte("a hello")
	for name, change := range map[string]func(*Asker, *[]byte, *[]byte){
		"another address": func(a *Asker, _, _ *[]byte) { a.Peer = netip.MustParseAddrPort("192.0.2.8:40000") },
		"another port":    func(a *Asker, _, _ *[]byte) { a.Peer = netip.MustParseAddrPort("192.0.2.7:40001") },
		"another id":      func(a *Asker, _, _ *[]byte) { a.Connection++ },
		"another number":  func(a *Asker, _, _ *[]byte) { a.Sequence++ },
		"another hello":   func(_ *Asker, core, _ *[]byte) { *core = []byte("b hello") },
		"another time":    func(_ *Asker, _, cookie *[]byte) { (*cookie)[7]++ },
		"another MAC":     func(_ *Asker, _, cookie *[]byte) { (*cookie)[20] ^= 1 },
		"cut":             func(_ *Asker, _, cookie *[]byte) { *cookie = (*cookie)[:CookieSize-1] },
		"none":            func(_ *Asker, _, cookie *[]byte) { *cookie = nil },
	} {
		c := NewCookies(now, fill(1))
		a, h := asker(peer), bytes.Clone(core)
		cookie := c.Make(now, a, h)
		good := bytes.Clone(cookie)
		change(&a, &h, &cookie)
		if c.Check(now, a, h, cookie) {
			t.Errorf("%s: accepted", name)
		}
		if !c.Check(now, asker(peer), core, good) {
			t.Errorf("%s: the true one is refused afterwards", name)
		}
	}
}

func TestACookieIsGoodOnceAndForAWhile(t *testing.T) {
	core := []byte("a hello")
	for _, tt := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {time.Second, true}, {cookieFor, true}, {cookieFor + time.Millisecond, false}, {time.Hour, false}, {-2 * time.Second, false}} {
		for _, started := range []time.Duration{0, cookieFor / 2, cookieFor - 1} { // the keys rotate in between, or not
			c := NewCookies(now.Add(-started), fill(1))
			cookie := c.Make(now, asker(peer), core)
			if got := c.Check(now.Add(tt.after), asker(peer), core, cookie); got != tt.good {
				t.Errorf("after %v: %v", tt.after, got)
			}
			if c.Check(now.Add(tt.after), asker(peer), core, cookie) {
				t.Errorf("after %v: accepted twice", tt.after)
			}
		}
	}
}

// TestOneAddressShutsNobodyOut: one host with many good cookies filled the table, and everybody else was refused.
func TestOneAddressShutsNobodyOut(t *testing.T) {
	c := NewCookies(now, fill(1))
	for i := range maxUsed {
		a := asker(netip.AddrPortFrom(peer.Addr(), uint16(i)))
		if got := c.Check(now, a, nil, c.Make(now, a, nil)); got != (i < maxUsedBy) {
			t.Fatalf("cookie %d of one address: %v", i, got)
		}
	}
	other := asker(netip.MustParseAddrPort("198.51.100.1:40000"))
	if !c.Check(now, other, nil, c.Make(now, other, nil)) {
		t.Error("another address is refused")
	}
}

func TestCookiesKeepLittle(t *testing.T) {
	c := NewCookies(now, fill(1))
	for i := range maxUsed + 10 {
		a := asker(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(i)}), 40000))
		a.Sequence = uint32(i)
		if got := c.Check(now, a, nil, c.Make(now, a, nil)); got != (i < maxUsed) {
			t.Fatalf("cookie %d: %v", i, got)
		}
	}
	later := now.Add(2 * cookieFor)
	if !c.Check(later, asker(peer), nil, c.Make(later, asker(peer), nil)) {
		t.Error("no cookie is accepted any more")
	}
	if n := len(c.used[0].macs) + len(c.used[1].macs); n != 1 {
		t.Errorf("%d used cookies are kept", n)
	}
}
