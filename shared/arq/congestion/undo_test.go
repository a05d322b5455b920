package congestion

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// After an undo, a real loss of the same flight is the first of an episode of its own: it reduces the window.
func TestLossAfterAnUndoReduces(t *testing.T) {
	for _, name := range []string{"newreno", "cubic"} {
		c, err := New(name, 1200)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Unix(1_000_000, 0)
		at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
		c.OnLoss(at(50), control.Loss{SentAt: at(10), Bytes: 1200})
		c.OnSpurious(at(60))
		before := c.Window()
		c.OnLoss(at(70), control.Loss{SentAt: at(20), Bytes: 1200})
		if c.Window() >= before {
			t.Errorf("%s: the window is %d, was %d", name, c.Window(), before)
		}
	}
}
