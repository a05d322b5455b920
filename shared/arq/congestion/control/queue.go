package control

import "time"

// Random losses come whether or not there is a queue; those of a link that overflows
// come only when its queue is full. A queue makes round-trip times rise, by which the
// lab variants of CUBIC and BBR distinguish the two. They misjudge a queue that never delays
// anything by a millisecond.
const (
	queueDivisor = 16
	queueFloor   = time.Millisecond
)

// QueueRise is the rise above the smallest round-trip time that means a queue.
func QueueRise(smallest time.Duration) time.Duration {
	return max(smallest/queueDivisor, queueFloor)
}
