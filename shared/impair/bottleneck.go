package impair

import "time"

const (
	// workPerBit is the unit in which a bottleneck counts: a link of r bits a
	// second drains exactly r units in a nanosecond, so that only the time that
	// is reported is ever rounded.
	workPerBit = 1_000_000_000

	// maxRate and maxQueue keep work and its sums inside 63 bits.
	maxRate  = 1_000_000_000_000
	maxQueue = 1 << 30

	// defaultQueueTime is how much of a rate a queue holds when none is given.
	defaultQueueTime = 100 * time.Millisecond
	// minDefaultQueue holds at least one datagram of any size.
	minDefaultQueue = 1 << 16
)

// bottleneck is a wire of a fixed rate behind a first-in-first-out queue with
// tail drop.
//
//	work   what was accepted and has not left: the queue and the rest of the
//	       datagram on the wire, in units of workPerBit
//	limit  the queue's size in the same units
type bottleneck struct {
	rate  int64
	limit int64
	work  int64
	at    time.Time
}

// configure sets the rate (0: unlimited) and the queue in bytes. Queued
// datagrams stay queued.
func (b *bottleneck) configure(rate int64, queue int) {
	b.rate = rate
	if queue == 0 {
		inTime := rate / 8 / int64(time.Second/defaultQueueTime)
		queue = int(min(max(inTime, minDefaultQueue), maxQueue))
	}
	b.limit = int64(queue) * 8 * workPerBit
	if rate == 0 {
		b.work = 0
	}
}

// drain subtracts what has left since the last call.
func (b *bottleneck) drain(now time.Time) {
	elapsed := int64(now.Sub(b.at))
	b.at = now
	if b.rate == 0 || elapsed <= 0 {
		return
	}
	if elapsed > b.work/b.rate {
		b.work = 0
		return
	}
	b.work -= elapsed * b.rate
}

// accept puts size bytes into the queue and returns the time at which their
// last bit is on the wire, rounded up to a nanosecond. It returns false when
// they don't fit; an idle wire takes any datagram.
func (b *bottleneck) accept(now time.Time, size int) (time.Time, bool) {
	if b.rate == 0 {
		return now, true
	}
	b.drain(now)
	work := int64(size) * 8 * workPerBit
	if b.work > 0 && b.work+work > b.limit {
		return time.Time{}, false
	}
	b.work += work
	return now.Add(time.Duration((b.work + b.rate - 1) / b.rate)), true
}

// backlog returns the bytes that wait at now, rounded up.
func (b *bottleneck) backlog(now time.Time) int {
	if b.rate == 0 {
		return 0
	}
	b.drain(now)
	const perByte = 8 * workPerBit
	return int((b.work + perByte - 1) / perByte)
}
