package arq

import (
	"fmt"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

var clean = impair.Config{Delay: 10 * time.Millisecond}

func config() Config { return Config{Connection: 0xC0FFEE, InitialSequence: 1000} }

func peerConfig() Config { return Config{InitialSequence: 5_000_000} }

func TestCleanExchange(t *testing.T) {
	for _, size := range []int{0, 1, 200, 1168, 1169, 100_000, 3_000_000} {
		w := newWorld(t, 1, clean, clean, config(), peerConfig())
		w.exchange(size, size/3, time.Minute)
		for i, e := range w.ends {
			if s := e.conn.Stats(); s.Retransmitted+s.Timeouts+s.Damaged+s.Duplicates+s.Refused > 0 {
				w.fail("end %d repeated something on a clean path: %+v", i, s)
			}
		}
	}
}

// terrible is a path on which little works.
var terrible = impair.Config{
	Delay: 10 * time.Millisecond, Jitter: 2 * time.Millisecond,
	Loss: 0.3, Reorder: 0.2, Duplicate: 0.2,
}

// patient lets an end go on for as long as a path without hope of more than chance needs.
//
// A transmission and its answer both get across a path like terrible with probability 0.7² = 0.49. By default an end gives
// up after 100 s, which is 10 transmissions: that happens to one wait in 900 (0.51¹⁰), and is no fault. Within two hours
// there are some 130 of them, one a minute at last: 0.51¹³⁰ never happens.
func patient(c Config) Config {
	c.OpeningTimeout, c.GiveUp, c.FinWait2, c.KeepAliveProbes = 2*time.Hour, 2*time.Hour, 2*time.Hour, 1000
	return c
}

// TestTerriblePath: what is sent arrives, whatever the control, and within an hour. An hour is what the back-off promises: a
// segment, SYN or FIN that needs k tries waits for 0.2·2ᵏ s, from the ninth on for a minute each; weighed with 0.51ᵏ
// that is 2.3 s on average, with a deviation of 8 s. Of 120 in a row it makes 5 minutes, and 9 minutes at three deviations.
func TestTerriblePath(t *testing.T) {
	for _, control := range congestion.Names() {
		for _, redundancy := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s redundancy=%v", control, redundancy), func(t *testing.T) {
				for seed := uint64(1); seed <= 12; seed++ {
					c, s := patient(config()), patient(peerConfig())
					c.Congestion, s.Congestion = control, control
					c.Redundancy, s.Redundancy = redundancy, redundancy
					w := newWorld(t, seed, terrible, terrible, c, s)
					w.exchange(80_000, 50_000, time.Hour)
				}
			})
		}
	}
}

// TestDamagedHeaders flips a bit in the header of every fourth datagram. Each such datagram must be
// refused, and the stream must be whole.
func TestDamagedHeaders(t *testing.T) {
	for bit := range 8 * wire.HeaderSize {
		path := clean
		path.Rules = []impair.Rule{{Occurs: impair.Every(4), Action: impair.FlipBit(bit)}}
		w := newWorld(t, uint64(bit), path, path, config(), peerConfig())
		w.exchange(8_000, 8_000, time.Minute)
		for i, e := range w.ends {
			if e.conn.Stats().Damaged == 0 {
				w.fail("end %d noticed no damage", i)
			}
		}
	}
}

// TestWrap lets sequence and packet numbers pass their largest 32-bit value at every stage of a
// conversation.
func TestWrap(t *testing.T) {
	const top = 1 << 32
	lossy := clean
	lossy.Loss, lossy.Reorder = 0.1, 0.1
	for before := range 60 {
		for _, step := range []int{1, 500} {
			c, s := patient(config()), patient(peerConfig())
			c.InitialSequence, s.InitialSequence = uint32(top-before*step), uint32(top-2*before*step)
			c.FirstPacket, s.FirstPacket = uint64(top-before), uint64(top-1-before)
			w := newWorld(t, uint64(before), lossy, lossy, c, s)
			w.exchange(20_000, 20_000, time.Hour) // a tenth is lost: no seed needs it
			for i, e := range w.ends {
				if e.conn.echoed < []uint64{c.FirstPacket, s.FirstPacket}[i]+5 {
					w.fail("end %d no longer knows which of its datagrams are echoed: %d", i, e.conn.echoed)
				}
			}
		}
	}
}

// TestLongStream sends much more than the buffers hold, over the wrap of the sequence numbers.
func TestLongStream(t *testing.T) {
	c, s := config(), peerConfig()
	c.InitialSequence = 1<<32 - 2_000_000
	w := newWorld(t, 3, impair.Config{Delay: time.Millisecond, Loss: 0.01}, clean, c, s)
	w.quiet = true
	w.exchange(10_000_000, 10, time.Minute)
}

// TestPacketNumbersWrap: the numbers of datagrams go on beyond 32 bits, on both sides.
func TestPacketNumbersWrap(t *testing.T) {
	c, s := config(), peerConfig()
	c.FirstPacket, s.FirstPacket = 1<<32-4, 1<<32-4
	w := newWorld(t, 0, clean, clean, c, s)
	w.exchange(20_000, 20_000, time.Minute)
	for i, e := range w.ends {
		if e.conn.largest < 1<<32 || e.conn.largest >= 1<<32+100 || e.conn.largest >= w.ends[1-i].conn.nextPacket {
			w.fail("end %d has received up to %d", i, e.conn.largest)
		}
	}
}
