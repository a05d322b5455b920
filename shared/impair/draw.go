package impair

// kind is one independent source of chance. Values are part of what a seed
// means: append, never renumber.
type kind uint8

const (
	drawLoss kind = iota
	drawBurstMove
	drawBurstLoss
	drawJitter
	drawCopyJitter
	drawDuplicate
	drawReorder
	drawCorrupt
	drawBit
	kinds
)

// golden is 2^64 divided by the golden ratio, the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// draws is a counter-based generator: draw k of datagram n is computed from a
// key and n, so that asking for one draw more or less changes no other.
// The idea is Philox's (Salmon et al., SC 2011), the mixing function
// SplitMix64's (Steele, Lea, Flood, OOPSLA 2014). It is not cryptographic.
type draws struct {
	keys [kinds]uint64
}

func newDraws(seed uint64, flow uint32, dir Direction) draws {
	root := mix(seed + golden)
	root = mix(root ^ (uint64(flow)<<8 | uint64(dir)))
	var d draws
	for k := range d.keys {
		d.keys[k] = mix(root + uint64(k+1)*golden)
	}
	return d
}

// word returns 64 even bits for draw k of datagram n.
func (d *draws) word(k kind, n uint64) uint64 {
	return mix(d.keys[k] ^ mix(n*golden))
}

// unit returns a number in [0, 1) for draw k of datagram n.
func (d *draws) unit(k kind, n uint64) float64 {
	return float64(d.word(k, n)>>11) / (1 << 53)
}

// hit reports whether an event of probability p happens to datagram n. A datagram
// that is hit at p is also hit at every greater p.
func (d *draws) hit(k kind, n uint64, p float64) bool {
	return p > 0 && d.unit(k, n) < p
}

// mix is SplitMix64's finaliser: a bijection in which every input bit changes
// about half of the output bits.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
