package guard

import (
	"testing"
	"time"
)

func TestBucketLetsABurstAndThenTheRateThrough(t *testing.T) {
	now := time.Unix(1000, 0)
	size := Limit{Rate: 2, Burst: 5}
	var b Bucket
	take := func(most int) (n int) {
		for n < most && b.Take(now, size) {
			n++
		}
		return n
	}
	if n := take(100); n != 5 {
		t.Errorf("a full bucket gave %d tokens, want 5", n)
	}
	now = now.Add(time.Second)
	if n := take(100); n != 2 {
		t.Errorf("a second later it gave %d tokens, want 2", n)
	}
	now = now.Add(time.Hour)
	if n := take(100); n != 5 {
		t.Errorf("an hour later it gave %d tokens, want 5", n)
	}
}

func TestHasTakesNothing(t *testing.T) {
	now := time.Unix(1000, 0)
	size := Limit{Rate: 1, Burst: 1}
	var b Bucket
	for range 3 {
		if !b.Has(now, size) {
			t.Fatal("looking took a token")
		}
	}
	if !b.Take(now, size) || b.Has(now, size) {
		t.Error("the token was not there once")
	}
}

func TestAClockThatGoesBackFillsNothing(t *testing.T) {
	now := time.Unix(1000, 0)
	size := Limit{Rate: 1, Burst: 1}
	var b Bucket
	b.Take(now, size)
	if b.Take(now.Add(-time.Hour), size) || b.Take(now, size) {
		t.Error("a token came of a clock that went back")
	}
}
