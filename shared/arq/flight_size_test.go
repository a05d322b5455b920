package arq

import (
	"fmt"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

// TestReductionIsOfTheFlight: a loss reduced the window to half of what it allowed, however little of it was in
// use. RFC 5681 (section 3.1, equation 4) and RFC 9438 (section 4.6) go by what was in flight.
func TestReductionIsOfTheFlight(t *testing.T) {
	const full = wire.MaxDatagram - wire.HeaderSize
	for _, test := range []struct {
		control  string
		segments int // written every 50 ms
		most     int // bytes that the loss may leave
	}{
		{congestion.NewRenoName, 4, 2 * wire.MaxDatagram},
		{congestion.NewRenoName, 20, 10 * wire.MaxDatagram},
		{congestion.CubicName, 4, 28 * wire.MaxDatagram / 10},
		{congestion.CubicName, 20, 14 * wire.MaxDatagram},
	} {
		t.Run(fmt.Sprintf("%s %d segments", test.control, test.segments), func(t *testing.T) {
			c := config()
			c.Congestion = test.control
			w := newWorld(t, 0, clean, clean, c, peerConfig())
			w.quiet = true
			w.ends[client].write = pattern(3_000_000, 1)
			w.run(time.Minute, func() bool { return len(w.ends[server].got) == 3_000_000 })
			w.pass(100 * time.Millisecond)
			conn := w.ends[client].conn
			before := conn.control.Window()

			up := clean
			up.Rules = []impair.Rule{nthData(2*test.segments+2, impair.Drop())}
			w.paths[client].Reconfigure(up)
			for conn.Stats().Losses == 0 && w.now.Sub(dawn) < time.Minute {
				_, _ = conn.Write(pattern(test.segments*full, 1))
				w.serve(client)
				w.run(50*time.Millisecond, func() bool { return conn.Stats().Losses > 0 })
			}
			if after := conn.control.Window(); conn.Stats().Losses != 1 || after > test.most || before < 10*test.most {
				w.fail("a window of %d bytes, %d allowed; %d before", after, test.most, before)
			}
		})
	}
}
