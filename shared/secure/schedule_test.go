package secure

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"testing"
	"time"

	"obrolan/shared/wire"
)

// vectors are what testdata/schedule.py has computed.
func vectors(t *testing.T) map[string][]byte {
	t.Helper()
	text, err := os.ReadFile("testdata/schedule.json")
	if err != nil {
		t.Fatal(err)
	}
	var encoded map[string]string
	if err := json.Unmarshal(text, &encoded); err != nil {
		t.Fatal(err)
	}
	v := make(map[string][]byte)
	for name, value := range encoded {
		v[name] = unhex(t, value)
	}
	return v
}

func TestScheduleVectors(t *testing.T) {
	v := vectors(t)
	same := func(name string, got []byte) {
		t.Helper()
		if want, ok := v[name]; !ok || !bytes.Equal(got, want) {
			t.Errorf("%s is %x, want %x", name, got, want)
		}
	}
	hello, err := wire.ParseHello(append(v["core"], 0))
	if err != nil {
		t.Fatal(err)
	}
	w, err := wire.ParseWelcome(append(v["welcome"], 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := agree(newShare(counting(32)), hello.Share)
	if err != nil {
		t.Fatal(err)
	}
	same("shared", shared)
	script := opened(Numbers{1000, 2000, 0xC0FFEE42, 0xABCDEF01}, &hello, &w)
	same("toSign", signed(serverLabel, script.sum()))
	script.add(v["signature"])
	label := script.sum()
	same("oaepLabel", label[:])
	script.add(v["clear"])
	s := newSchedule(shared, script.sum())
	same("finishHash", s.finishHash[:])
	same("mainSecret", s.main[:])
	same("clientHandshake", s.client[:])
	same("finished", s.finished())
	script.add(s.finished())
	final := script.sum()
	same("final", final[:])
	client, server := s.traffic(final)
	same("clientTraffic", client[:])
	same("serverTraffic", server[:])
	d := newDirection(client)
	same("key", client.expand("key", nil, keySize))
	same("iv", d.iv[:])
	const packet = 0x1_0000_0003
	datagram := func() []byte { return append(bytes.Clone(v["header"]), v["payload"]...) }
	same("sealed", d.seal(datagram(), 32, packet)[32:])
	d = d.next()
	same("nextTraffic", d.secret[:])
	same("sealedNext", d.seal(datagram(), 32, packet+1)[32:])
}

func TestCookieVector(t *testing.T) {
	v := vectors(t)
	c := NewCookies(time.UnixMilli(1_800_000_000_000), func(b []byte) { copy(b, v["cookieKey"]) })
	a := Asker{Peer: netip.MustParseAddrPort("192.0.2.7:40000"), Connection: 0xC0FFEE42, Sequence: 1000}
	if got := c.Make(time.UnixMilli(1_800_000_000_000), a, v["core"]); !bytes.Equal(got, v["cookie"]) {
		t.Errorf("cookie %x, want %x", got, v["cookie"])
	}
}

func TestResetVector(t *testing.T) {
	v := vectors(t)
	token := NewResets([32]byte(v["resetKey"]), 0x102).Token(0xABCDEF02)
	if !bytes.Equal(token[:], v["token"]) {
		t.Errorf("token %x, want %x", token, v["token"])
	}
}

// counting fills with numbers from start.
func counting(start byte) func([]byte) {
	return func(b []byte) {
		for i := range b {
			b[i] = start + byte(i)
		}
	}
}
