package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"
)

var someChoice = Choice{Level: Hybrid, Exchange: ExchangeX25519, Transport: Reliable, Integrity: IntegrityCRC32}

func someHello(cookie []byte) Hello {
	return Hello{Offer: Offering(someChoice), Random: [RandomSize]byte{1, 2}, Share: [ShareSize]byte{3, 4}, Cookie: cookie}
}

func someWelcome() Welcome {
	return Welcome{Choice: someChoice, Flags: WithPassword, Connection: 0xC0FFEE42, Random: [RandomSize]byte{5},
		Share: [ShareSize]byte{6}, Key: []byte("key"), Signature: []byte("signature")}
}

func TestHello(t *testing.T) {
	for _, cookie := range [][]byte{{}, []byte("a cookie"), bytes.Repeat([]byte{7}, 255)} {
		h := someHello(cookie)
		b := h.AppendTo(nil, 1168)
		if len(b) != 1168 {
			t.Errorf("%d bytes", len(b))
		}
		got, err := ParseHello(b)
		if err != nil || !reflect.DeepEqual(got, h) {
			t.Errorf("parsed %+v, %v", got, err)
		}
		if core := h.AppendCore(nil); len(core) != HelloCoreSize || !bytes.HasPrefix(b, core) {
			t.Errorf("core %x", core)
		}
	}
	h := someHello(nil)
	b := h.AppendTo(nil, 200)
	b[199] = 1
	if _, err := ParseHello(b); !errors.Is(err, ErrOpening) {
		t.Errorf("padding that is not zero: %v", err)
	}
}

func TestWelcome(t *testing.T) {
	w := someWelcome()
	b := w.AppendTo(nil)
	got, err := ParseWelcome(b)
	if err != nil || !reflect.DeepEqual(got, w) {
		t.Errorf("parsed %+v, %v", got, err)
	}
	if unsigned := w.AppendUnsigned(nil); !bytes.HasPrefix(b, unsigned) || len(b) != len(unsigned)+2+len(w.Signature) {
		t.Errorf("unsigned %x", unsigned)
	}
	b[5] = 0x80
	if _, err := ParseWelcome(b); !errors.Is(err, ErrOpening) {
		t.Errorf("an unknown flag: %v", err)
	}
}

func TestChallengeAndFinish(t *testing.T) {
	cookie := []byte("a cookie")
	if got, err := ParseChallenge(AppendChallenge(nil, cookie)); err != nil || !bytes.Equal(got, cookie) {
		t.Errorf("cookie %q, %v", got, err)
	}
	for _, b := range [][]byte{nil, {kindChallenge}, append([]byte{kindChallenge}, make([]byte, 256)...)} {
		if _, err := ParseChallenge(b); !errors.Is(err, ErrOpening) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	for _, secret := range [][]byte{{}, []byte("a secret")} {
		b := append(AppendFinish(nil, secret), "sealed"...)
		clear, got, sealed, err := ParseFinish(b)
		if err != nil || !bytes.Equal(got, secret) || string(sealed) != "sealed" || !bytes.Equal(clear, b[:len(b)-6]) {
			t.Errorf("clear %x, secret %q, sealed %q, %v", clear, got, sealed, err)
		}
	}
}

// TestOpeningCutShort cuts each payload at every byte.
func TestOpeningCutShort(t *testing.T) {
	h, w := someHello([]byte("a cookie")), someWelcome()
	for name, tt := range map[string]struct {
		b     []byte
		parse func([]byte) error
	}{
		"hello":   {h.AppendTo(nil, 0), func(b []byte) error { _, err := ParseHello(b); return err }},
		"welcome": {w.AppendTo(nil), func(b []byte) error { _, err := ParseWelcome(b); return err }},
		"finish":  {AppendFinish(nil, []byte("secret")), func(b []byte) error { _, _, _, err := ParseFinish(b); return err }},
	} {
		if err := tt.parse(tt.b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for n := range tt.b {
			if err := tt.parse(tt.b[:n]); !errors.Is(err, ErrOpening) {
				t.Errorf("%s of %d bytes: %v", name, n, err)
			}
		}
		if err := tt.parse(append([]byte{0x7F}, tt.b[1:]...)); !errors.Is(err, ErrOpening) {
			t.Errorf("%s with another kind: %v", name, err)
		}
	}
}

func TestOffers(t *testing.T) {
	offer := Offering(someChoice)
	if !offer.Accepts(someChoice) {
		t.Error("an offer of exactly that is refused")
	}
	for _, c := range []Choice{
		{Plain, ExchangeX25519, Reliable, IntegrityCRC32}, {Hybrid, ExchangeRSA, Reliable, IntegrityCRC32},
		{Hybrid, ExchangeX25519, Datagram, IntegrityCRC32}, {Hybrid, ExchangeX25519, Reliable, IntegrityNone},
		{200, ExchangeX25519, Reliable, IntegrityCRC32},
	} {
		if offer.Accepts(c) {
			t.Errorf("%+v is accepted", c)
		}
	}
}

func TestResetPingPong(t *testing.T) {
	token := [TokenSize]byte{1, 2, 3}
	b := AppendReset(nil, 0xC0FFEE42, token)
	if id, got, err := ParseReset(b); err != nil || id != 0xC0FFEE42 || got != token || len(b) != ResetSize || len(b) >= HeaderSize {
		t.Errorf("reset %x: %x %x %v", b, id, got, err)
	}
	nonce := [NonceSize]byte{9, 8}
	ping := AppendPing(nil, nonce)
	if got, err := ParsePing(ping); err != nil || got != nonce || len(ping) != PingSize {
		t.Errorf("ping %x: %x %v", ping, got, err)
	}
	pong := Pong{Nonce: nonce, Choice: someChoice, Flags: WithClassic}
	answer := pong.AppendTo(nil)
	if got, err := ParsePong(answer); err != nil || got != pong || len(answer) != PongSize || len(answer) >= len(ping) {
		t.Errorf("pong %x: %+v %v", answer, got, err)
	}
	for _, b := range [][]byte{b, ping, answer} {
		if !IsDatagram(b) {
			t.Errorf("%x is not seen as version 2", b[:1])
		}
		if _, _, err := Parse(b); !errors.Is(err, ErrType) {
			t.Errorf("%x passes for a segment: %v", b[:1], err)
		}
		for n := range b {
			_, _, err1 := ParseReset(b[:n])
			_, err2 := ParsePing(b[:n])
			_, err3 := ParsePong(b[:n])
			if err1 == nil || err2 == nil || err3 == nil {
				t.Errorf("%x cut to %d bytes is accepted", b[:1], n)
			}
		}
	}
}

// TestOpeningBytes pins the layouts.
func TestOpeningBytes(t *testing.T) {
	h, w, pong := someHello([]byte{0xAA, 0xBB}), someWelcome(), Pong{Nonce: [8]byte{1}, Choice: someChoice, Flags: WithPassword}
	zeros := func(n int) string { return hex.EncodeToString(make([]byte, n)) }
	for name, tt := range map[string]struct {
		got  []byte
		want string
	}{
		"hello":   {h.AppendTo(nil, 0), "0120010202" + "0102" + zeros(30) + "0304" + zeros(30) + "02aabb"},
		"welcome": {w.AppendTo(nil), "030500010102c0ffee42" + "05" + zeros(31) + "06" + zeros(31) + "00036b6579" + "00097369676e6174757265"},
		"finish":  {AppendFinish(nil, []byte{0xCC}), "040001cc"},
		"pong":    {pong.AppendTo(nil), "a3" + "01" + zeros(7) + "0500010102"},
	} {
		if got := hex.EncodeToString(tt.got); got != tt.want {
			t.Errorf("%s is %s, want %s", name, got, tt.want)
		}
	}
}

func FuzzOpening(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := ParseHello(b); err == nil {
			if again := h.AppendTo(nil, len(b)); !bytes.Equal(again, b) {
				t.Errorf("hello %x is written as %x", b, again)
			}
		}
		if w, err := ParseWelcome(b); err == nil {
			if again := w.AppendTo(nil); !bytes.Equal(again, b) {
				t.Errorf("welcome %x is written as %x", b, again)
			}
		}
		if clear, secret, sealed, err := ParseFinish(b); err == nil {
			if again := append(AppendFinish(nil, secret), sealed...); !bytes.Equal(again, b) || len(clear)+len(sealed) != len(b) {
				t.Errorf("finish %x is written as %x", b, again)
			}
		}
		_, _ = ParseChallenge(b)
	})
}
