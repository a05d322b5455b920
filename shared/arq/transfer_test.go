package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
)

var clean = impair.Config{Delay: 10 * time.Millisecond}

func config() Config { return Config{Connection: 0xC0FFEE, InitialSequence: 1000} }

func peerConfig() Config { return Config{InitialSequence: 5_000_000} }

func TestCleanExchange(t *testing.T) {
	for _, size := range []int{0, 1, 200, 1168, 1169, 100_000, 3_000_000} {
		w := newWorld(t, 1, clean, clean, config(), peerConfig())
		w.exchange(size, size/3, time.Minute)
		for i, e := range w.ends {
			if s := e.conn.Stats(); s.Retransmitted+s.Timeouts+s.Damaged > 0 {
				w.fail("end %d repeated something on a clean path: %+v", i, s)
			}
		}
	}
}

func TestLossyExchange(t *testing.T) {
	for seed := uint64(1); seed <= 20; seed++ {
		bad := impair.Config{
			Delay: 10 * time.Millisecond, Jitter: 2 * time.Millisecond,
			Loss: 0.3, Reorder: 0.2, Duplicate: 0.2, Corrupt: 0.0,
		}
		w := newWorld(t, seed, bad, bad, config(), peerConfig())
		w.exchange(60_000, 40_000, 10*time.Minute)
	}
}
