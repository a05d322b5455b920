package e2e

import (
	"math/rand/v2"
	"time"
)

// Noise is a socket that sends malformed datagrams, with the kernel's counters of those that arrived.
type Noise struct {
	stranger *Stranger
	random   *rand.Rand
	kernel   kernel
	before   datagrams
	sent     uint64
}

// Noise opens a socket that will send malformed datagrams to the server.
func (l *Lab) Noise() *Noise {
	l.t.Helper()
	k := l.Server.Kernel()
	return &Noise{stranger: l.Stranger(), random: rand.New(rand.NewPCG(1, 2)), kernel: k, before: k.Datagrams()}
}

// Sends sends count datagrams without a pause.
func (n *Noise) Sends(count int) {
	for range count {
		n.stranger.Sends(malformed(n.random))
	}
	n.sent += uint64(count)
}

// WaitsFor waits until at most so many are on their way to the server. The few datagrams of the members count as
// arrived, too, which makes no difference.
func (n *Noise) WaitsFor(most int) {
	n.stranger.t.Helper()
	until := time.Now().Add(patience)
	for {
		now := n.kernel.Datagrams()
		arrived := now.Read - n.before.Read + now.Lost - n.before.Lost
		if arrived+uint64(most) >= n.sent {
			return
		}
		if time.Now().After(until) {
			n.stranger.t.Fatalf("of %d malformed datagrams only %d arrived within %v", n.sent, arrived, patience)
		}
		time.Sleep(time.Millisecond)
	}
}

// Lost returns how many datagrams to the server the kernel has dropped since Noise was opened.
func (n *Noise) Lost() uint64 { return n.kernel.Datagrams().Lost - n.before.Lost }

// Unanswered checks that nothing came back.
func (n *Noise) Unanswered() {
	n.stranger.t.Helper()
	if answer := n.stranger.Reads(time.Second); answer != nil {
		n.stranger.t.Errorf("a malformed datagram is answered: %q", answer)
	}
}

// malformed is random bytes, or something that nearly belongs to the protocol.
func malformed(random *rand.Rand) []byte {
	almost := []string{"PASSWORD:zz", "PASSWORD:", "1,2", "99999999999,5", ",", "SET_USERNAME:\xff\xfe", "halo", "1  2", "ENCRYPTED:1 2END", "\x00"}
	if pick := random.IntN(2 * len(almost)); pick < len(almost) {
		return []byte(almost[pick])
	}
	b := make([]byte, 1+random.IntN(1400))
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	b[0] = 0x80 // no request starts with it
	return b
}
