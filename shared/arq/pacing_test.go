package arq

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// TestApplicationLimitIsTold: a chat's silence must not be taken for the path's rate, a bulk transfer's pace must.
func TestApplicationLimitIsTold(t *testing.T) {
	w := opened(t, clean, clean)
	c := w.ends[client].conn
	_, _ = c.Write([]byte("hello"))
	w.serve(client)
	if !c.estimator.AppLimited() {
		w.fail("nothing is left to send, and the estimator does not know")
	}
	w.ends[client].app = endless(make([]byte, 16<<10))
	w.quiet = true
	w.pass(70 * time.Millisecond) // longer, and the window is larger than the send buffer
	if c.estimator.AppLimited() {
		w.fail("a bulk transfer counts as limited by the application")
	}
}

// TestPacing: where no ACKs set the pace, after a pause, the pacer must. What leaves within a millisecond is what
// rate and quantum allow, although the window would take it all.
func TestPacing(t *testing.T) {
	w := opened(t, clean, clean)
	w.quiet = true
	c := w.ends[client].conn
	w.ends[client].app = endless(make([]byte, 16<<10))
	w.pass(80 * time.Millisecond)
	w.ends[client].app = func(*world, *end) {}
	w.run(time.Second, func() bool { return c.Unacknowledged() == 0 })
	bytes := 0
	w.onSend = func(from int, datagram []byte) {
		if from == client {
			bytes += len(datagram)
		}
	}
	rate, window := c.control.PacingRate(), c.control.Window()
	most := int(rate/1000) + control.Quantum(rate, wire.MaxDatagram) + 2*wire.MaxDatagram
	written, _ := c.Write(make([]byte, window))
	w.serve(client)
	w.pass(time.Millisecond)
	if bytes > most || bytes < most/4 || written < 3*most {
		w.fail("%d bytes in a millisecond, %d allowed, a window of %d", bytes, most, window)
	}
	w.pass(25 * time.Millisecond)
	if bytes < written {
		w.fail("%d of %d bytes in a round trip", bytes, written)
	}
}
