package congestion

import (
	"time"

	"obrolan/shared/arq/congestion/control"
)

// queueSign watches for a queue during this round trip and the one before. It goes by
// the largest sample: jitter passes for a queue, and the loss for congestion.
type queueSign struct {
	largest, before, smallest time.Duration
	roundEnd                  int64 // bytes delivered at which the next round begins
}

func (q *queueSign) onAck(a control.Ack) {
	if a.Sample.PriorDelivered >= q.roundEnd {
		q.roundEnd = a.Sample.TotalDelivered
		q.before, q.largest = q.largest, 0
	}
	q.largest = max(q.largest, a.RTT)
	q.smallest = a.MinRTT
}

// empty reports whether no sample showed a queue.
func (q *queueSign) empty() bool {
	return q.smallest > 0 && max(q.largest, q.before) < q.smallest+control.QueueRise(q.smallest)
}
