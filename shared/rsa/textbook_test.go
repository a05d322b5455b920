package rsa

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func generate(t testing.TB) Textbook {
	t.Helper()
	key, err := Generate(nil, Classic)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestGenerateKeepsTheRules(t *testing.T) {
	for range 500 {
		k := generate(t)
		phi := (k.P - 1) * (k.Q - 1)
		switch {
		case k.P == k.Q:
			t.Fatalf("p = q = %d", k.P)
		case k.P < 100 || k.P > 500 || k.Q < 100 || k.Q > 500:
			t.Fatalf("p = %d, q = %d are not within 100 … 500", k.P, k.Q)
		case k.N != k.P*k.Q || k.N <= 131_072:
			t.Fatalf("n = %d for p = %d, q = %d", k.N, k.P, k.Q)
		case k.E <= 1 || k.E >= phi || gcd(k.E, phi) != 1:
			t.Fatalf("e = %d for φ = %d", k.E, phi)
		case k.E*k.D%phi != 1:
			t.Fatalf("e·d mod φ = %d", k.E*k.D%phi)
		case k.Check() != nil:
			t.Fatal(k.Check())
		}
	}
}

func TestGenerateDrawsDifferentKeys(t *testing.T) {
	seen := map[uint64]bool{}
	for range 50 {
		seen[generate(t).N] = true
	}
	if len(seen) < 40 {
		t.Errorf("50 keys share %d moduli", len(seen))
	}
}

func TestGenerateRefusesAnEmptyRange(t *testing.T) {
	for _, r := range []Range{{Low: 100, High: 102}, {Low: 100, High: 500, Above: 500 * 500}, {Low: 500, High: 100}, {Low: 2, High: 1 << 20}} {
		if _, err := Generate(nil, r); !errors.Is(err, ErrKey) {
			t.Errorf("Generate(%+v) gives %v", r, err)
		}
	}
}

// vector is one line of testdata/textbook.json, computed with Python's pow.
type vector struct {
	P, Q, E, D uint64
	Text       string
	Cipher     string
}

func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/textbook.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 5 {
		t.Fatalf("%d vectors", len(vectors))
	}
	for _, v := range vectors {
		key := Textbook{Public: Public{E: v.E, N: v.P * v.Q}, D: v.D, P: v.P, Q: v.Q}
		e, err := NewEncrypter(key.Public)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // computed, then looked up
			if got, err := e.Append(nil, v.Text); err != nil || string(got) != v.Cipher {
				t.Errorf("n = %d: %q encrypts to %q, %v; want %q", key.N, v.Text, got, err, v.Cipher)
			}
		}
		d := NewDecrypter(key)
		for range 2 {
			if got, err := d.Text([]byte(v.Cipher)); err != nil || got != v.Text {
				t.Errorf("n = %d: decrypts to %q, %v; want %q", key.N, got, err, v.Text)
			}
		}
	}
}

func TestRoundTrip(t *testing.T) {
	keys := []Textbook{generate(t), generate(t), generate(t)}
	rapid.Check(t, func(t *rapid.T) {
		key := keys[rapid.IntRange(0, len(keys)-1).Draw(t, "key")]
		text := rapid.StringOf(rapid.RuneFrom(nil, chars(int32(key.N)))).Filter(func(s string) bool { return s != "" }).Draw(t, "text")
		e, _ := NewEncrypter(key.Public)
		cipher, err := e.Append([]byte("before "), text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := NewDecrypter(key).Text(cipher[len("before "):])
		if err != nil || got != text {
			t.Fatalf("%q comes back as %q, %v", text, got, err)
		}
	})
}

func TestCharacterThatDoesNotFit(t *testing.T) {
	key := Textbook{Public: Public{E: 7, N: 101 * 103}}
	e, err := NewEncrypter(key.Public)
	if err != nil {
		t.Fatal(err)
	}
	before := []byte("x")
	got, err := e.Append(before, "hi🙂")
	var char *CharError
	if !errors.As(err, &char) || char.Char != '🙂' || char.N != 10403 || string(got) != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	if !strings.Contains(err.Error(), "🙂") || !strings.Contains(err.Error(), "10403") {
		t.Errorf("the error %q names neither character nor n", err)
	}
	lossy, question := e.AppendLossy(nil, "🙂"), e.AppendLossy(nil, "?")
	if string(lossy) != string(question) {
		t.Errorf("the substitute is %q, not %q", lossy, question)
	}
}

func TestTableIsBounded(t *testing.T) {
	key := generate(t)
	e, _ := NewEncrypter(key.Public)
	d := NewDecrypter(key)
	for r := rune(0x4e00); r < 0x4e00+4*tableLimit; r++ {
		cipher, err := e.Append(nil, string(r))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.Text(cipher); err != nil || got != string(r) {
			t.Fatalf("%q comes back as %q, %v", r, got, err)
		}
		if e.Len(r) != len(cipher) {
			t.Fatalf("Len(%q) = %d, not %d", r, e.Len(r), len(cipher))
		}
	}
	if len(e.other) > tableLimit || len(d.seen) > tableLimit {
		t.Errorf("tables of %d and %d entries", len(e.other), len(d.seen))
	}
}

func TestMalformedCipherText(t *testing.T) {
	key := Textbook{Public: Public{E: 1, N: 200_000}, D: 1}
	for _, text := range []string{"", " ", "1 ", " 1", "1  2", "g", "1\n", "123456789", "1,2", "30d40" /* = n */, "d800" /* surrogate */} {
		if got, err := NewDecrypter(key).Text([]byte(text)); !errors.Is(err, ErrText) {
			t.Errorf("Text(%q) = %q, %v", text, got, err)
		}
	}
	if got, err := NewDecrypter(key).Text([]byte("4A 4b")); err != nil || got != "JK" {
		t.Errorf("upper case: %q, %v", got, err)
	}
}

func TestKeyBounds(t *testing.T) {
	for _, p := range []Public{{0, 1000}, {1000, 1000}, {3, 0}, {3, 127}, {3, 1 << 32}} {
		if err := p.Check(); !errors.Is(err, ErrKey) {
			t.Errorf("%+v passes: %v", p, err)
		}
		if _, err := NewEncrypter(p); !errors.Is(err, ErrKey) {
			t.Errorf("NewEncrypter(%+v): %v", p, err)
		}
	}
	// Some originals draw e = 1, and encrypt nothing.
	if err := (Public{1, 1000}).Check(); err != nil {
		t.Error(err)
	}
}

func TestPowModAgainstRepeatedMultiplication(t *testing.T) {
	for range 2000 {
		n := rand.Uint64N(MaxModulus) + 1
		base, exp := rand.Uint64(), rand.Uint64N(40)
		want := 1 % n
		for range exp {
			want = mulMod(want, base%n, n)
		}
		if got := powMod(base, exp, n); got != want {
			t.Fatalf("%d^%d mod %d = %d, want %d", base, exp, n, got, want)
		}
	}
}

func FuzzDecrypter(f *testing.F) {
	key := Textbook{Public: Public{E: 5, N: 499 * 491}, D: 195649}
	f.Add([]byte("4a 4B 1f"))
	f.Add([]byte("  "))
	f.Fuzz(func(t *testing.T, cipher []byte) {
		text, err := NewDecrypter(key).Text(cipher)
		form := CheckText(cipher)
		if err == nil && (form != nil || !utf8.ValidString(text)) {
			t.Fatalf("Text takes %q, CheckText says %v", cipher, form)
		}
		if form != nil && !errors.Is(form, ErrText) || err != nil && !errors.Is(err, ErrText) {
			t.Fatalf("errors that wrap nothing: %v, %v", form, err)
		}
	})
}

func BenchmarkAppend40(b *testing.B) {
	e, _ := NewEncrypter(Public{E: 65537, N: 499 * 491})
	line := "budi: the quick brown fox jumps over lazy dogs"
	buf := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		buf = e.AppendLossy(buf[:0], line)
	}
}
