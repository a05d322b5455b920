package congestion

import "time"

// Random losses come whether or not there is a queue; those of a link that overflows
// come only when its queue is full. A queue makes round-trip times rise, by which the
// lab's CUBIC and BBR tell the two apart (cubic.go, bbr_loss.go). They misjudge a queue
// that never delays anything by a millisecond.
const (
	queueDivisor = 16
	queueFloor   = time.Millisecond
)

// queueRise is the rise above the smallest round-trip time that means a queue.
func queueRise(smallest time.Duration) time.Duration {
	return max(smallest/queueDivisor, queueFloor)
}

// queueSign watches for a queue during this round trip and the one before. It goes by
// the largest sample: jitter passes for a queue, and the loss for congestion.
type queueSign struct {
	largest, before, smallest time.Duration
	roundEnd                  int64 // bytes delivered at which the next round begins
}

func (q *queueSign) onAck(a Ack) {
	if a.Sample.PriorDelivered >= q.roundEnd {
		q.roundEnd = a.Sample.TotalDelivered
		q.before, q.largest = q.largest, 0
	}
	q.largest = max(q.largest, a.RTT)
	q.smallest = a.MinRTT
}

// empty reports whether no sample showed a queue.
func (q *queueSign) empty() bool {
	return q.smallest > 0 && max(q.largest, q.before) < q.smallest+queueRise(q.smallest)
}
