package rsa

import (
	"errors"
	"fmt"
	"io"
	"math/big"

	crand "crypto/rand"
)

// Bounds of a public key that this package will compute with. An original's n
// lies between about 10⁴ and 250,000; the bounds leave room for other people's
// implementations, carry all of ASCII, and keep every product within 64 bits.
const (
	MinModulus = 128
	MaxModulus = 1<<32 - 1
)

// ErrKey is wrapped by every error about a key whose numbers can't be used.
var ErrKey = errors.New("unusable textbook RSA key")

// Public is the public half of a toy key: c = m^E mod N.
type Public struct {
	E, N uint64
}

// Check says whether the key's numbers are within the bounds that make it safe
// to compute with. It says nothing about secrecy: there is none. E = 1 passes, as
// some original programs draw it, and then encrypts nothing.
func (p Public) Check() error {
	if p.N < MinModulus || p.N > MaxModulus {
		return fmt.Errorf("%w: n = %d is not within %d … %d", ErrKey, p.N, MinModulus, uint64(MaxModulus))
	}
	if p.E < 1 || p.E >= p.N {
		return fmt.Errorf("%w: e = %d is not within 1 … n−1", ErrKey, p.E)
	}
	return nil
}

// Textbook is a toy key pair. The primes are kept because the lab shows them.
type Textbook struct {
	Public
	D    uint64
	P, Q uint64
}

// Range bounds key generation: primes from Low to High, and n above MinModulus
// of the range, so that the characters which a room uses fit.
type Range struct {
	Low, High uint64 // primes p and q lie within, both ends included
	Above     uint64 // n must be greater than this
}

// Classic is the range of the classic protocol: primes from 100 to 500, and n
// above 131,072, so that every code point up to the emoji fits.
var Classic = Range{Low: 100, High: 500, Above: 131_072}

// Generate draws a key pair: two distinct primes of the range, and e at random in
// (1, φ) with gcd(e, φ) = 1 and d = e⁻¹ mod φ. It reads from random (crypto/rand's
// Reader where nil); the same bytes give the same key. A range that holds no fitting pair
// of primes is an error that wraps ErrKey.
func Generate(random io.Reader, r Range) (Textbook, error) {
	if random == nil {
		random = crand.Reader
	}
	pairs := r.pairs()
	if len(pairs) == 0 {
		return Textbook{}, fmt.Errorf("%w: no two distinct primes from %d to %d have a product above %d", ErrKey, r.Low, r.High, r.Above)
	}
	i, err := draw(random, uint64(len(pairs)))
	if err != nil {
		return Textbook{}, err
	}
	return fromPrimes(random, pairs[i].p, pairs[i].q)
}

// fromPrimes draws the exponents for n = p·q.
func fromPrimes(random io.Reader, p, q uint64) (Textbook, error) {
	phi := (p - 1) * (q - 1)
	for {
		// e = 2 + [0, φ−2) lies in (1, φ). e = d would make decrypting the same as
		// encrypting, so such an e is drawn again, as is one that leaves every m as it is.
		x, err := draw(random, phi-2)
		if err != nil {
			return Textbook{}, err
		}
		e := 2 + x
		if gcd(e, phi) != 1 {
			continue
		}
		d := inverse(e, phi)
		if d == e || powMod(2, e, p*q) == 2 {
			continue
		}
		return Textbook{Public: Public{E: e, N: p * q}, D: d, P: p, Q: q}, nil
	}
}

// pair is two distinct primes, p > q.
type pair struct{ p, q uint64 }

// pairs lists every pair of distinct primes that the range allows.
func (r Range) pairs() []pair {
	if r.High > 1<<16-1 { // keeps n within MaxModulus and the sieve small
		return nil
	}
	primes := primesWithin(r.Low, r.High)
	var all []pair
	for i, p := range primes {
		for _, q := range primes[:i] {
			if n := p * q; n > r.Above && n >= MinModulus {
				all = append(all, pair{p, q})
			}
		}
	}
	return all
}

// primesWithin lists the primes from low to high by the sieve of Eratosthenes.
func primesWithin(low, high uint64) []uint64 {
	composite := make([]bool, high+1)
	var primes []uint64
	for n := uint64(2); n <= high; n++ {
		if composite[n] {
			continue
		}
		if n >= low {
			primes = append(primes, n)
		}
		for m := n * n; m <= high; m += n {
			composite[m] = true
		}
	}
	return primes
}

// draw returns a number below limit, each equally likely.
func draw(random io.Reader, limit uint64) (uint64, error) {
	x, err := crand.Int(random, new(big.Int).SetUint64(limit))
	if err != nil {
		return 0, fmt.Errorf("drawing a random number: %w", err)
	}
	return x.Uint64(), nil
}
