package impair

import (
	"errors"
	"testing"
)

func TestWords(t *testing.T) {
	s := Stats{
		Sent: 1, Delivered: 2, Cut: 3, RuleDropped: 4, BurstLost: 5, Lost: 6, QueueDropped: 7,
		Duplicated: 8, Replayed: 9, Reordered: 10, Corrupted: 11,
	}
	want := "sent 1, delivered 2, 3 cut, 4 dropped by rules, 5 lost in bursts, 6 lost, 7 dropped by the queue, " +
		"8 duplicated, 9 replayed, 10 reordered, 11 corrupted"
	if s.String() != want {
		t.Errorf("%q, want %q", s, want)
	}
	seen := map[string]bool{}
	for v := Passed; v <= QueueFull+1; v++ {
		seen[v.String()] = true
	}
	for d := Either; d <= Down+1; d++ {
		seen[d.String()] = true
	}
	if len(seen) != int(QueueFull)+2+int(Down)+2 || seen[""] {
		t.Errorf("two share a word: %v", seen)
	}
	if got := Hint(errors.New("of somebody else")); got != "" {
		t.Errorf("hint %q", got)
	}
}

func TestLinkKnowsItsName(t *testing.T) {
	if flow, dir := NewLink(Config{}, 1, 7, Down).Flow(); flow != 7 || dir != Down {
		t.Errorf("flow %d %v", flow, dir)
	}
}

// TestLinkKeepsNoSlice: a configuration that is changed later changes no link.
func TestLinkKeepsNoSlice(t *testing.T) {
	c := Config{Burst: &GilbertElliott{}, Outages: []Outage{{From: 1, To: 2}}, Rules: []Rule{{Occurs: Nth(9), Action: Drop()}}}
	l := NewLink(c, 1, 1, Up)
	*c.Burst = GilbertElliott{LossInGood: 1}
	c.Outages[0] = Outage{}
	c.Rules[0].Occurs = Nth(1)
	if out := l.Send(epoch, nil, nil); len(out) != 1 {
		_, v := l.Last()
		t.Error(v)
	}
}
