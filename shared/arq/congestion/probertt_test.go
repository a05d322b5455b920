package congestion

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/arq/congestion/controltest"
)

// A lone bbr-lab needs no further ProbeRTT once one has measured the path. One that shares its queue with
// CUBIC does.
func TestBBRLabProbeRTTOnlyWhereAQueueHidesThePath(t *testing.T) {
	count := func(others ...*controltest.Flow) int {
		f := newFlow(t, BBRLabName)
		n, before := 0, ""
		f.OnAck = func(time.Duration, *controltest.Flow, control.Ack) {
			phase := f.Controller.Phase()
			if phase == "ProbeRTT" && phase != before {
				n++
			}
			before = phase
		}
		p := controltest.LabPath(20*time.Millisecond, 0)
		p.Rate, p.Queue = p.Rate/4, p.Queue/4 // fewer datagrams to simulate
		controltest.NewSim(p, append(others, f)...).Run(27 * time.Second)
		return n
	}
	if n := count(); n != 1 {
		t.Errorf("%d times ProbeRTT on an empty path, want 1", n)
	}
	if n := count(newFlow(t, CubicName)); n < 3 {
		t.Errorf("%d times ProbeRTT in 27 s beside CUBIC", n)
	}
}
