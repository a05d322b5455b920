package arq

import (
	"testing"
	"time"

	"obrolan/shared/impair"
)

// TestWhenNoProbeIsScheduled: there is no probe beside another one, in recovery, with holes, and with nothing in flight (RFC 8985
// section 7.2).
func TestWhenNoProbeIsScheduled(t *testing.T) {
	for what, change := range map[string]func(c *Conn){
		"":                           func(*Conn) {},
		"a probe is under way":       func(c *Conn) { c.probe.sent = true },
		"a recovery is":              func(c *Conn) { c.rack.recovering = true },
		"there are holes":            func(c *Conn) { c.board.early = 1 },
		"there is nothing in flight": func(c *Conn) { c.flight.flying = 0 },
	} {
		w := opened(t, clean, clean)
		c := w.ends[client].conn
		_, _ = c.Write([]byte("hello"))
		w.serve(client)
		change(c)
		c.scheduleProbe(w.now)
		if scheduled := !c.probe.deadline.IsZero(); scheduled != (what == "") {
			w.fail("%s: a probe at %v", what, c.probe.deadline)
		}
	}
}

// TestProbesAfterNews: each lost tail has a probe of its own, once something new was acknowledged in between.
func TestProbesAfterNews(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	up := clean
	up.Rules = []impair.Rule{nthData(1, impair.Drop()), nthData(3, impair.Drop()), nthData(5, impair.Drop())}
	w.paths[client].Reconfigure(up)
	for range 3 {
		_, _ = c.Write([]byte("lost at first"))
		w.serve(client)
		w.pass(time.Second)
	}
	if s := c.Stats(); s.LossProbes != 3 || s.Timeouts > 0 {
		w.fail("%+v", s)
	}
}
