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

// A reduction is taken back once: what makes the window small later, as silence does, is none of its.
func TestAReductionIsTakenBackOnce(t *testing.T) {
	for _, name := range []string{"newreno", "cubic"} {
		c, err := New(name, 1200, WithInitialWindow(2*1200))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Unix(1_000_000, 0)
		at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
		sent := control.Sent{Bytes: 1200, InFlight: 1200, RTO: time.Second}
		c.OnSend(at(0), sent)
		for range 8 {
			c.OnSend(at(0), control.Sent{Bytes: 1200, InFlight: c.Window(), RTO: time.Second})
			c.OnAck(at(0), control.Ack{Bytes: 1200, SRTT: time.Second})
		}
		c.OnLoss(at(1), control.Loss{SentAt: at(0), Bytes: 1200, FlightSize: 10 * 1200})
		c.OnSpurious(at(1))
		if c.Window() != 10*1200 {
			t.Fatalf("%s: the window is %d after the undo", name, c.Window())
		}
		c.OnSend(at(60), sent)
		c.OnSpurious(at(60))
		if c.Window() != 2*1200 {
			t.Errorf("%s: the window is %d after a minute of silence", name, c.Window())
		}
	}
}
