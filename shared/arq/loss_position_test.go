package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
)

// place is one datagram of a conversation: the nth that leaves one end.
type place struct {
	from, n int
}

// dropped is a path that loses exactly the named datagrams of one end.
func dropped(from int, places []place) impair.Config {
	c := clean
	for _, p := range places {
		if p.from == from {
			c.Rules = append(c.Rules, impair.Rule{Occurs: impair.Nth(p.n), Action: impair.Drop()})
		}
	}
	return c
}

// conversation is an opening, a transfer both ways and a closing, in which the named datagrams
// are lost.
func conversation(t *testing.T, redundancy bool, size int, lost ...place) *world {
	t.Helper()
	c, s := config(), peerConfig()
	c.Redundancy, s.Redundancy = redundancy, redundancy
	w := newWorld(t, 0, dropped(client, lost), dropped(server, lost), c, s)
	w.note("lost: %v", lost)
	w.exchange(size, size/2, 5*time.Minute)
	return w
}

// TestEveryLossPosition loses each single datagram of a conversation, then each pair.
func TestEveryLossPosition(t *testing.T) {
	for _, redundancy := range []bool{false, true} {
		for _, size := range []int{300, 14_000} {
			testLossPositions(t, redundancy, size)
		}
	}
}

func testLossPositions(t *testing.T, redundancy bool, size int) {
	w := conversation(t, redundancy, size)
	calm := w.now.Sub(dawn)
	var places []place
	for from, e := range w.ends {
		// Three more, so that repetitions are lost too.
		for n := range int(e.conn.Stats().Sent) + 3 {
			places = append(places, place{from, n + 1})
		}
	}
	for i, first := range places {
		w := conversation(t, redundancy, size, first)
		// The worst that one loss can cost is the SYN's first second.
		if took := w.now.Sub(dawn); took > calm+firstRTO+50*time.Millisecond {
			w.fail("losing %v took %v instead of %v", first, took, calm)
		}
		for _, second := range places[i+1:] {
			w := conversation(t, redundancy, size, first, second)
			if took := w.now.Sub(dawn); took > calm+3*firstRTO+100*time.Millisecond {
				w.fail("losing %v and %v took %v instead of %v", first, second, took, calm)
			}
		}
	}
	t.Logf("redundancy %v, %d bytes: %d positions, %v without loss", redundancy, size, len(places), calm)
}

// TestLossCostsOneProbe states what a lost message costs: with a probe time-out, two round trips and
// not the retransmission timer's 200 ms.
func TestLossCostsOneProbe(t *testing.T) {
	w := newWorld(t, 0, dropped(client, []place{{client, 3}}), clean, config(), peerConfig())
	w.pass(time.Second)
	w.ends[client].write = []byte("lost at first")
	start := w.now
	if !w.run(time.Second, func() bool { return len(w.ends[server].got) > 0 }) {
		w.fail("nothing arrived")
	}
	if took := w.now.Sub(start); took > 55*time.Millisecond {
		w.fail("took %v: probe after 2·SRTT = 40 ms, and 10 ms of path", took)
	}
	s := w.ends[client].conn.Stats()
	if s.LossProbes != 1 || s.Timeouts != 0 || s.Retransmitted != 1 {
		w.fail("%+v", s)
	}
}
