//go:build linux

package crowd

import (
	"strings"
	"testing"
	"time"

	"obrolan/shared/wire/classic"
)

// TestJoining walks through a join, with answers that come twice, come late, or are not the ones hoped for.
func TestJoining(t *testing.T) {
	now := time.Unix(1000, 0)
	j := joining{name: "murid0001", key: testKey(t).Public, password: "rahasia"}
	keys := string(classic.AppendKeys(nil, j.key))
	if got := string(j.start(now)); got != keys {
		t.Fatalf("starts with %q", got)
	}
	if again := j.due(now.Add(repeatAfter - 1)); again != nil {
		t.Errorf("repeats %q too soon", again)
	}
	now = now.Add(repeatAfter)
	if again := string(j.due(now)); again != keys || j.repeated != 1 {
		t.Errorf("repeats %q, %d times", again, j.repeated)
	}
	steps := []struct{ answer, next string }{
		{keys, "PASSWORD:"},
		{keys, ""}, // the answer to the repeated one
		{classic.TextPasswordRight, "CHECK_USERNAME:murid0001"},
		{classic.TextUnavailable, ""}, // refused
		{"nonsense", ""},              // refused
		{classic.TextAvailable, "SET_USERNAME:murid0001"},
		{string(classic.AppendSetAnswer(nil, "murid0001")), "SIGNUP_TAG:murid0001 SIGNUP_TAG:murid0001"},
		{string(classic.AppendSetAnswer(nil, "murid0001")), ""},
	}
	for i, step := range steps {
		var sent []string
		for _, d := range j.answer(now, []byte(step.answer)) {
			sent = append(sent, string(d))
		}
		got := strings.Join(sent, " ")
		if got != step.next && !(step.next == "PASSWORD:" && strings.HasPrefix(got, step.next)) {
			t.Fatalf("step %d: to %q it says %q, want %q", i, step.answer, got, step.next)
		}
	}
	if j.step != inside || j.refused != 2 || j.repeated != 1 || j.slowest != repeatAfter {
		t.Errorf("ends at step %d, refused %d, repeated %d, slowest %v", j.step, j.refused, j.repeated, j.slowest)
	}
	if again := j.due(now.Add(time.Hour)); again != nil {
		t.Errorf("repeats %q although it is in", again)
	}
}

func TestBitset(t *testing.T) {
	b := newBitset(3)
	for _, i := range []int{0, 2, 63, 64, 1000} {
		if b.has(i) || !b.add(i) || b.add(i) || !b.has(i) || b.has(i+1) {
			t.Errorf("%d is not kept", i)
		}
	}
}
