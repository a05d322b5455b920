package impair

import "time"

// Outage is a time during which a link carries nothing, [From, To), counted
// from the link's start (see [Link.Start]). To = 0 means that it never ends.
type Outage struct {
	From, To time.Duration
}

// covers reports whether the link is down at the given age.
func (o Outage) covers(age time.Duration) bool {
	return age >= o.From && (o.To == 0 || age < o.To)
}
