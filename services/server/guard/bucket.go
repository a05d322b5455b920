package guard

import "time"

// Bucket is a token bucket. Its zero value is full. Not safe for concurrent use.
type Bucket struct {
	spent float64 // tokens missing
	at    time.Time
}

// Limit is a bucket's size: Burst tokens at most, Rate more a second.
type Limit struct {
	Rate, Burst float64
}

// Take takes one token, or reports that there is none.
func (b *Bucket) Take(now time.Time, l Limit) bool {
	if !b.Has(now, l) {
		return false
	}
	b.spent++
	return true
}

// Has refills the bucket, and tells whether a token is there.
func (b *Bucket) Has(now time.Time, l Limit) bool {
	if passed := now.Sub(b.at); passed > 0 {
		b.spent = max(0, b.spent-l.Rate*passed.Seconds())
		b.at = now
	}
	return b.spent+1 <= l.Burst
}
