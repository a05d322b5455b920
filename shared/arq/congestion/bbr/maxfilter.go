package bbr

// maxFilterLen is the longest window that a maxFilter can have.
const maxFilterLen = 10

// maxFilter is the largest value of the last few ticks of a virtual clock: probing cycles for
// the bandwidth, round trips for the aggregation of ACKs. It keeps only values that can
// still become the largest, the older the larger, in a fixed array:
//
//	value ^  x
//	      |      x        a new value throws out what is older and not larger;
//	      |         x     what falls out of the window leaves on the left
//	      +-----------> tick
type maxFilter struct {
	entries [maxFilterLen]maxEntry
	n       int
}

type maxEntry struct {
	tick  uint64
	value float64
}

// update takes a value at tick, which never falls, and returns the largest value of the
// window of length ticks that ends with tick.
func (f *maxFilter) update(tick uint64, value float64, length uint64) float64 {
	for f.n > 0 && f.entries[f.n-1].value <= value {
		f.n--
	}
	f.expire(tick, length)
	// One that is smaller than another of the same tick never gets its turn.
	if f.n == 0 || f.entries[f.n-1].tick != tick {
		f.entries[f.n] = maxEntry{tick, value}
		f.n++
	}
	return f.entries[0].value
}

// expire drops the entries that have left the window.
func (f *maxFilter) expire(tick, length uint64) {
	length = min(max(length, 1), maxFilterLen)
	old := 0
	for old < f.n && tick-f.entries[old].tick >= length {
		old++
	}
	copy(f.entries[:], f.entries[old:f.n])
	f.n -= old
}
