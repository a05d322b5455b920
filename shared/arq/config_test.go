package arq

import (
	"errors"
	"testing"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/impair"
	"obrolan/shared/wire"
)

func TestConfigRefused(t *testing.T) {
	for _, c := range []Config{
		{MaxDatagram: 1201}, {MaxDatagram: 20}, {MaxDatagram: -1},
		{SendBuffer: -1}, {ReceiveBuffer: 1}, {ReceiveBuffer: wire.MaxWindow + 1},
		{Congestion: "vegas"},
	} {
		if _, err := Dial(dawn, c); !errors.Is(err, ErrConfig) {
			t.Errorf("%+v: %v", c, err)
		}
		if _, err := Accept(dawn, c); !errors.Is(err, ErrConfig) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestTemplateConfig: two connections made from one Config, as a server makes them, once shared one congestion controller.
func TestTemplateConfig(t *testing.T) {
	for _, name := range congestion.Names() {
		template := Config{Congestion: name}
		var ends [2]*Conn
		for i := range ends {
			var err error
			if ends[i], err = Accept(dawn, template); err != nil {
				t.Fatal(err)
			}
		}
		if ends[0].control == ends[1].control || ends[0].control.Name() != name {
			t.Errorf("%s: two connections share a controller of the name %s", name, ends[0].control.Name())
		}
	}
}

// TestWindowBelowOneSegment: a controller whose window had fallen below one datagram once stopped the
// transfer for good. Nothing was in flight, so that no acknowledgement could open the window.
func TestWindowBelowOneSegment(t *testing.T) {
	lossy := clean
	w := newWorld(t, 0, lossy, clean, config(), peerConfig())
	var err error
	if w.ends[client].conn.control, err = congestion.New(congestion.NewRenoName, 300); err != nil {
		t.Fatal(err)
	}
	w.pass(100 * time.Millisecond)
	lossy.Rules = []impair.Rule{{Occurs: impair.First(4), Action: impair.Drop()}}
	w.paths[client].Reconfigure(lossy)
	w.ends[client].write = pattern(5000, 1)
	if !w.run(5*time.Minute, func() bool { return len(w.ends[server].got) == 5000 }) {
		w.fail("stalled with a window of %d bytes", w.ends[client].conn.control.Window())
	}
	if w.ends[client].conn.Stats().Timeouts == 0 {
		w.fail("the case did not happen: the window never fell to one segment")
	}
}
