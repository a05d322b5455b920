package rsa

import "math/bits"

// powMod returns base^exp mod n by square and multiply, so that a message costs
// a few dozen multiplications; computing base^exp first would give a number of
// a million bits. n must be positive.
func powMod(base, exp, n uint64) uint64 {
	result := 1 % n
	base %= n
	for exp > 0 {
		if exp&1 == 1 {
			result = mulMod(result, base, n)
		}
		base = mulMod(base, base, n)
		exp >>= 1
	}
	return result
}

// mulMod returns a·b mod n for a, b < n.
func mulMod(a, b, n uint64) uint64 {
	if n <= 1<<32 {
		return a * b % n
	}
	hi, lo := bits.Mul64(a, b)
	_, rem := bits.Div64(hi, lo, n)
	return rem
}

// gcd is Euclid's algorithm.
func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// inverse returns a⁻¹ mod m by the extended Euclidean algorithm; gcd(a, m) must be 1.
func inverse(a, m uint64) uint64 {
	r0, r1 := int64(m), int64(a)
	t0, t1 := int64(0), int64(1)
	for r1 != 0 {
		q := r0 / r1
		r0, r1 = r1, r0-q*r1
		t0, t1 = t1, t0-q*t1
	}
	if t0 < 0 {
		t0 += int64(m)
	}
	return uint64(t0)
}
