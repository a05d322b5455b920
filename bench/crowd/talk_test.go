//go:build linux

package crowd

import "testing"

// TestHear hands a member one datagram after the other, as nothing on loopback would come.
func TestHear(t *testing.T) {
	key := testKey(t)
	m := &member{key: key, want: testExpected(t, key, 3)}
	c := &Crowd{members: []*member{m}, begin: 100, next: 110}
	none := Talk{Members: 1, Lines: 10}
	for _, step := range []struct {
		what     string
		datagram []byte
		want     Talk // what it adds
	}{
		{"the first line", m.want.whole(100), Talk{Deliveries: 1}},
		{"the last line", m.want.whole(109), Talk{Deliveries: 1}},
		{"the first line again", m.want.whole(100), Talk{Doubled: 1}},
		{"a line of an earlier Talk", m.want.whole(99), Talk{}},
		{"a line that was not said yet", m.want.whole(110), Talk{Damaged: 1}},
		{"a probe", nil, Talk{}},
		{"an answer", []byte("Username unavailable"), Talk{Damaged: 1}},
	} {
		got := none
		c.hear(m, step.datagram, &got)
		want := none
		want.Deliveries, want.Doubled, want.Damaged = step.want.Deliveries, step.want.Doubled, step.want.Damaged
		if got != want {
			t.Errorf("%s counts as %+v, want %+v", step.what, got, want)
		}
	}
	if got := c.unheard(10); got != 8 {
		t.Errorf("%d lines count as unheard, want 8", got)
	}
}

// TestTalkErr asks that each kind of harm alone is an error.
func TestTalkErr(t *testing.T) {
	whole := Talk{Lines: 2, Members: 3, Deliveries: 6}
	if err := whole.Err(); err != nil {
		t.Errorf("nothing went wrong, and yet: %v", err)
	}
	for _, bad := range []Talk{{Lines: 2, Members: 3, Deliveries: 5}, {Doubled: 1}, {Damaged: 1}} {
		if bad.Err() == nil {
			t.Errorf("%+v is no error", bad)
		}
	}
	for _, bad := range []Storm{{Refused: 1}, {Missing: 1}, {Twice: 1}, {Damaged: 1}} {
		if bad.Err() == nil {
			t.Errorf("%+v is no error", bad)
		}
	}
}
