//go:build linux

package crowd

// bitset is a set of small numbers.
type bitset []uint64

// newBitset returns an empty set that has room for the numbers below n.
func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

// add adds i, which must not be negative, and tells whether it was new.
func (b *bitset) add(i int) bool {
	for i/64 >= len(*b) {
		*b = append(*b, 0)
	}
	word, bit := &(*b)[i/64], uint64(1)<<(i%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

// has reports whether i is in the set.
func (b bitset) has(i int) bool { return i/64 < len(b) && b[i/64]>>(i%64)&1 == 1 }
