package secure

// windowSize is how many packet numbers below the largest the window tracks; it is a multiple of 64.
const windowSize = 1024

// Window tracks the packet numbers that have been used (the sliding window of RFC 6479: a ring of bits by number). The zero
// value is empty. It is not safe for concurrent use.
type Window struct {
	largest uint64
	any     bool
	bits    [windowSize / 64]uint64
}

// Expected returns one above the largest number seen, or 0 before the first: the argument of wire.ExpandPacketNumber.
func (w *Window) Expected() uint64 {
	if !w.any {
		return 0
	}
	return w.largest + 1
}

// Fresh reports whether a number is unused and inside the window. It changes nothing, so that a forged number does no harm.
func (w *Window) Fresh(packet uint64) bool {
	if !w.any || packet > w.largest {
		return true
	}
	if w.largest-packet > windowSize-64 { // one word is being reused
		return false
	}
	return w.bits[packet/64%uint64(len(w.bits))]&(1<<(packet%64)) == 0
}

// Use marks the number of an authentic datagram as used. Fresh must have returned true for it.
func (w *Window) Use(packet uint64) {
	words := uint64(len(w.bits))
	switch {
	case !w.any:
		w.any, w.largest = true, packet
		w.bits = [windowSize / 64]uint64{}
	case packet > w.largest:
		for i := range min(packet/64-w.largest/64, words) {
			w.bits[(w.largest/64+1+i)%words] = 0
		}
		w.largest = packet
	}
	w.bits[packet/64%words] |= 1 << (packet % 64)
}
