package control

import "time"

// Pacer spreads departures over time: it earns credit at the pacing rate and spends
// it on datagrams. Credit is capped at one quantum, the largest burst that leaves at
// once, so that a sender whose timer fires late catches up within bounds, and one
// that was silent does not save the silence up.
//
// The zero value holds no credit and lets the first datagram go at once. It belongs to one
// connection and is not safe for concurrent use.
type Pacer struct {
	credit float64   // bytes that may leave now; below zero after a datagram went early
	at     time.Time // when credit was last brought up to date
}

// Quantum is the largest burst in bytes at this rate: one millisecond's worth, at
// least two datagrams and at most 64 KiB (draft-ietf-ccwg-bbr, "Send Quantum").
func Quantum(rate float64, mss int) int {
	return max(min(int(rate/1000), 64<<10), 2*mss)
}

// Next returns the earliest moment at which the next datagram may leave: now, or a
// moment after it. rate is Controller.PacingRate in bytes per second; at 0 there is no pacing.
func (p *Pacer) Next(now time.Time, rate float64, mss int) time.Time {
	if rate <= 0 {
		return now
	}
	p.earn(now, rate, mss)
	// A datagram may leave as soon as the debt of the earlier ones is paid.
	if p.credit >= 0 {
		return now
	}
	wait := time.Duration(-p.credit / rate * float64(time.Second))
	return now.Add(wait + 1) // one nanosecond more, so that rounding can't make it early
}

// OnSend takes the datagram's bytes off the credit.
func (p *Pacer) OnSend(now time.Time, bytes int, rate float64, mss int) {
	if rate <= 0 {
		p.credit, p.at = 0, now
		return
	}
	p.earn(now, rate, mss)
	p.credit -= float64(bytes)
}

func (p *Pacer) earn(now time.Time, rate float64, mss int) {
	if p.at.IsZero() {
		p.at = now
	}
	if elapsed := now.Sub(p.at); elapsed > 0 {
		p.credit += rate * elapsed.Seconds()
		p.at = now
	}
	// Going at credit zero already lends one datagram, hence the quantum less one.
	p.credit = min(p.credit, float64(Quantum(rate, mss)-mss))
}
