package classic

import "time"

// bucket is a token bucket: burst tokens at most, rate more a second. Its zero value is full.
type bucket struct {
	spent float64 // tokens missing
	at    time.Time
}

// limit is a bucket's size.
type limit struct {
	rate  float64 // tokens a second
	burst float64
}

// take takes one token, or reports that there is none.
func (b *bucket) take(now time.Time, l limit) bool {
	if !b.has(now, l) {
		return false
	}
	b.spent++
	return true
}

// has refills the bucket, and tells whether a token is there.
func (b *bucket) has(now time.Time, l limit) bool {
	if passed := now.Sub(b.at); passed > 0 {
		b.spent = max(0, b.spent-l.rate*passed.Seconds())
		b.at = now
	}
	return b.spent+1 <= l.burst
}
