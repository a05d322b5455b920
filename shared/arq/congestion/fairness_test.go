package congestion

import (
	"fmt"
	"testing"
	"time"

	"obrolan/shared/arq/congestion/controltest"
)

// jain is Jain's index: 1 if all have the same, 1/n if one has all.
func jain(shares []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, s := range shares {
		sum += s
		squares += s * s
	}
	return sum * sum / (float64(len(shares)) * squares)
}

// together runs flows of these controls, each starting half a second after the one before,
// and returns their shares from the fifteenth second to the thirtieth.
func together(t *testing.T, queue float64, names ...string) []float64 {
	t.Helper()
	p := controltest.LabPath(20*time.Millisecond, 0)
	p.Rate /= 4 // a quarter of the datagrams to simulate
	p.Queue = int(queue * float64(p.BDP()))
	var flows []*controltest.Flow
	for i, name := range names {
		f := newFlow(t, name, WithSeed(uint64(i+1)))
		f.Start = time.Duration(i) * 500 * time.Millisecond
		flows = append(flows, f)
	}
	return controltest.NewSim(p, flows...).Goodput(15*time.Second, 15*time.Second)
}

func TestFlowsOfOneControlShareTheLink(t *testing.T) {
	cases := []struct {
		name  string
		queue float64 // in BDP
		least float64 // of Jain's index
		used  float64 // share of the link that both use at least
	}{
		{NewRenoName, 1, 0.95, 0.9},
		{NewRenoName, 0.25, 0.95, 0.85}, // it halves, and a quarter of a BDP does not fill the gap
		{CubicName, 1, 0.95, 0.9},
		{CubicName, 0.25, 0.95, 0.9},
		{BBRName, 1, 0.9, 0.9},
		{BBRName, 0.25, 0.9, 0.9},
		{CubicLabName, 1, 0.95, 0.9},
		{CubicLabName, 0.25, 0.95, 0.9},
		{BBRLabName, 1, 0.9, 0.9},
		{BBRLabName, 0.25, 0.9, 0.9},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("cc=%s/queue=%v", c.name, c.queue), func(t *testing.T) {
			t.Parallel()
			shares := together(t, c.queue, c.name, c.name)
			t.Logf("%.2f, Jain %.3f", shares, jain(shares))
			if j := jain(shares); j < c.least {
				t.Errorf("shares %.2f, Jain %.3f, want %.2f", shares, j, c.least)
			}
			if used := shares[0] + shares[1]; used < c.used {
				t.Errorf("together they use %.2f of the link", used)
			}
		})
	}
}

func TestDifferentControlsLeaveEachOtherSomething(t *testing.T) {
	for _, names := range [][]string{
		{NewRenoName, CubicName}, {CubicName, BBRName}, {BBRName, CubicName}, {BBRName, NewRenoName},
		{NewRenoName, CubicLabName}, {CubicLabName, BBRLabName}, {BBRLabName, CubicLabName}, {BBRLabName, NewRenoName},
	} {
		t.Run(names[0]+"+"+names[1], func(t *testing.T) {
			t.Parallel()
			shares := together(t, 1, names...)
			t.Logf("%.2f", shares)
			if min(shares[0], shares[1]) < 0.05 {
				t.Errorf("%s has %.2f of the link, %s %.2f", names[0], shares[0], names[1], shares[1])
			}
		})
	}
}
