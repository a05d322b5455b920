package attack

import (
	"errors"
	"fmt"
	"math/big"

	"obrolan/shared/rsa"
)

// ErrNoInverse says that e has no inverse modulo φ(n): such a public key has no
// private one, not even for its owner.
var ErrNoInverse = errors.New("e has no inverse modulo φ(n)")

// Broken is a public key with what belongs to it.
type Broken struct {
	Key    rsa.Textbook // P ≥ Q; Q is 1 where n is a prime, both are 0 where n has more than two factors
	Primes []uint64     // the factors of n, in ascending order, with repetition
	Phi    uint64       // Euler's φ(n)
	Tries  int          // divisions that it took
}

// Factor returns the prime factors of n in ascending order, with repetition, and how
// many divisions it tried: by 2, then by every odd number up to the square root of what is left. A
// classic n (two primes up to 500) takes at most 250, the largest that package rsa admits 32,768.
func Factor(n uint64) (primes []uint64, tries int) {
	for d := uint64(2); n > 1 && d <= n/d; {
		tries++
		if n%d == 0 {
			primes = append(primes, d)
			n /= d
			continue
		}
		if d == 2 {
			d = 1
		}
		d += 2
	}
	if n > 1 {
		primes = append(primes, n)
	}
	return primes, tries
}

// Break factors n and computes the private exponent. Errors wrap rsa.ErrKey, for numbers out
// of bounds, or ErrNoInverse, with Primes and Phi filled in all the same.
//
// Original programs sometimes draw p = q. Then φ is p·(p−1) and not (p−1)²: an attacker who factors n can
// decrypt what the key's owner, who used the wrong φ, can't.
func Break(key rsa.Public) (Broken, error) {
	if err := key.Check(); err != nil {
		return Broken{}, err
	}
	b := Broken{Key: rsa.Textbook{Public: key}}
	b.Primes, b.Tries = Factor(key.N)
	b.Phi = phi(b.Primes)
	switch len(b.Primes) {
	case 1:
		b.Key.P, b.Key.Q = b.Primes[0], 1
	case 2:
		b.Key.P, b.Key.Q = b.Primes[1], b.Primes[0]
	}
	d := new(big.Int).ModInverse(new(big.Int).SetUint64(key.E), new(big.Int).SetUint64(b.Phi))
	if d == nil {
		return b, fmt.Errorf("%w: e = %d, φ = %d", ErrNoInverse, key.E, b.Phi)
	}
	b.Key.D = d.Uint64()
	return b, nil
}

// phi computes Euler's function from the prime factors in ascending order.
func phi(primes []uint64) uint64 {
	result := uint64(1)
	for i, p := range primes {
		if i > 0 && primes[i-1] == p {
			result *= p
		} else {
			result *= p - 1
		}
	}
	return result
}
