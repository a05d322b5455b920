package tally

import (
	"regexp"
	"testing"
)

func TestEveryCounterIsDescribed(t *testing.T) {
	fits := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	seen := make(map[string]bool)
	for c, row := range Rows {
		if !fits.MatchString(row.Short()) || row.Help == "" || (row.Label == "") != (row.Value == "") {
			t.Errorf("counter %d is described as %+v", c, row)
		}
		if seen[row.Short()] {
			t.Errorf("%s is there twice", row.Short())
		}
		seen[row.Short()] = true
	}
}

func TestString(t *testing.T) {
	var tally Tally
	if got := tally.String(); got != "nothing yet" {
		t.Errorf("an empty tally says %q", got)
	}
	tally.Add(DroppedMalformed, 2)
	tally.Inc(Received)
	if got, want := tally.String(), "received=1 dropped_malformed=2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMembers(t *testing.T) {
	var tally Tally
	tally.Add(Joined, 7)
	for _, c := range []Counter{LeftQuit, LeftIdle, LeftRefused, LeftUnreachable, LeftReplaced} {
		tally.Inc(c)
	}
	if got := tally.Members(); got != 2 {
		t.Errorf("%d members, want 2", got)
	}
}
