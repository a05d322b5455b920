package wire

// ExpandPacketNumber restores a full packet number from its low half: of all numbers that end in low, the one nearest to
// expected, which is one above the largest seen so far (as RFC 9000 appendix A.3). The result is right if a datagram is
// less than 2³¹ numbers early or late.
func ExpandPacketNumber(low uint32, expected uint64) uint64 {
	const span = 1 << 32
	candidate := expected&^(span-1) | uint64(low)
	switch {
	case expected > candidate && expected-candidate >= span/2 && candidate <= 1<<64-1-span:
		return candidate + span
	case candidate > expected && candidate-expected > span/2 && candidate >= span:
		return candidate - span
	}
	return candidate
}
