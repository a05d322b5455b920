package attack

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"obrolan/shared/rsa"
)

func TestFactor(t *testing.T) {
	for _, c := range []struct {
		n      uint64
		primes []uint64
	}{
		{245009, []uint64{491, 499}},
		{251001, []uint64{3, 3, 167, 167}},
		{249001, []uint64{499, 499}},
		{131, []uint64{131}},
		{128, []uint64{2, 2, 2, 2, 2, 2, 2}},
		{1<<32 - 1, []uint64{3, 5, 17, 257, 65537}},
		{4294967291, []uint64{4294967291}}, // the largest prime below 2³²
		{65521 * 65519, []uint64{65519, 65521}},
		{1, nil},
	} {
		primes, tries := Factor(c.n)
		if !slices.Equal(primes, c.primes) {
			t.Errorf("Factor(%d) = %d, want %d", c.n, primes, c.primes)
		}
		if tries > 32768 {
			t.Errorf("Factor(%d) took %d divisions", c.n, tries)
		}
	}
}

func TestFactorMultipliesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(2, rsa.MaxModulus).Draw(t, "n")
		primes, _ := Factor(n)
		product := uint64(1)
		for _, p := range primes {
			product *= p
			if again, _ := Factor(p); len(again) != 1 {
				t.Fatalf("Factor(%d) gives %d, which is no prime", n, p)
			}
		}
		if product != n || !slices.IsSorted(primes) {
			t.Fatalf("Factor(%d) = %d", n, primes)
		}
	})
}

// A broken key decrypts exactly as its owner's does.
func TestBreakGivesThePrivateKey(t *testing.T) {
	random := rand.NewChaCha8([32]byte{4})
	for range 200 {
		owner, err := rsa.Generate(random, rsa.Classic)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Break(owner.Public)
		if err != nil {
			t.Fatal(err)
		}
		if b.Key != owner {
			t.Fatalf("Break(%+v) = %+v, want %+v", owner.Public, b.Key, owner)
		}
		if b.Tries > 250 {
			t.Errorf("%d divisions for n = %d", b.Tries, owner.N)
		}
	}
}

func TestBreakOddKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		key  rsa.Public
		err  error
	}{
		{"p = q", rsa.Public{E: 5, N: 499 * 499}, nil},
		{"e = 1", rsa.Public{E: 1, N: 491 * 499}, nil},
		{"n is a prime", rsa.Public{E: 5, N: 104729}, nil},
		{"three factors", rsa.Public{E: 7, N: 53 * 59 * 61}, nil},
		{"no inverse", rsa.Public{E: 2, N: 491 * 499}, ErrNoInverse},
		{"n too large", rsa.Public{E: 3, N: 1 << 40}, rsa.ErrKey},
		{"n zero", rsa.Public{E: 3}, rsa.ErrKey},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := Break(c.key)
			if !errors.Is(err, c.err) {
				t.Fatalf("Break(%+v): %v, want %v", c.key, err, c.err)
			}
			if err != nil {
				return
			}
			encrypter, err := rsa.NewEncrypter(c.key)
			if err != nil {
				t.Fatal(err)
			}
			const text = "halo, dunia 12345!"
			got, err := rsa.NewDecrypter(b.Key).Text(encrypter.AppendLossy(nil, text))
			if err != nil || got != text {
				t.Errorf("with d = %d: %q, %v, want %q", b.Key.D, got, err, text)
			}
		})
	}
}
