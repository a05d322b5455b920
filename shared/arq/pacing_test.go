package arq

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/wire"
)

// TestPacing: with a window of many datagrams, what leaves within a millisecond is no more than the pacing rate
// and its quantum allow.
func TestPacing(t *testing.T) {
	w := opened(t, clean, clean)
	w.quiet = true
	c := w.ends[client].conn
	w.ends[client].app = endless(make([]byte, 16<<10))
	w.pass(500 * time.Millisecond)
	bytes, burst := 0, 0
	w.onSend = func(from int, datagram []byte) {
		if from == client {
			bytes += len(datagram)
		}
	}
	for range 200 {
		bytes = 0
		w.pass(time.Millisecond)
		rate := c.control.PacingRate()
		if most := int(rate/1000) + congestion.Quantum(rate, wire.MaxDatagram); bytes > most+2*wire.MaxDatagram {
			w.fail("%d bytes in a millisecond, the rate of %.0f bytes a second allows %d", bytes, rate, most)
		}
		burst = max(burst, bytes)
	}
	if window := c.control.Window(); burst == 0 || window < 100*wire.MaxDatagram {
		w.fail("the case did not happen: window %d, burst %d", window, burst)
	}
}
