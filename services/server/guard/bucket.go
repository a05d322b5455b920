package guard

import "time"

// Bucket is a token bucket. The zero value is full. It is not safe for concurrent use.
type Bucket struct {
	spent float64 // tokens missing
	at    time.Time
}

// Limit configures a Bucket: it holds at most Burst tokens and gains Rate tokens a second.
type Limit struct {
	Rate, Burst float64
}

// Take takes one token and reports whether there was one.
func (b *Bucket) Take(now time.Time, l Limit) bool {
	if !b.Has(now, l) {
		return false
	}
	b.spent++
	return true
}

// Has refills the bucket and reports whether it holds a token.
func (b *Bucket) Has(now time.Time, l Limit) bool {
	if passed := now.Sub(b.at); passed > 0 {
		b.spent = max(0, b.spent-l.Rate*passed.Seconds())
		b.at = now
	}
	return b.spent+1 <= l.Burst
}
