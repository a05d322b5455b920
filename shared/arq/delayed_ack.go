package arq

import "time"

const (
	// ackDelay is the longest that an ACK waits; RFC 1122 section 4.2.3.2 allows 500 ms.
	ackDelay = 40 * time.Millisecond
	// ackEvery is the number of segments for which one ACK is due (RFC 5681 section 4.2).
	ackEvery = 2
)

// delayedACK decides when an acknowledgement leaves. In a bulk transfer every second segment is
// acknowledged. A hole and its end, a duplicate, and a segment with PSH (such as a chat's
// message) are acknowledged at once.
type delayedACK struct {
	due      bool // owed at once
	waiting  int  // segments not yet acknowledged
	deadline time.Time

	// What the ACK echoes: the datagram that caused it, and when that arrived.
	echo      uint32
	echoAt    time.Time
	duplicate bool // it brought nothing new
}

// heard notes the datagram that the next ACK answers.
func (a *delayedACK) heard(now time.Time, packet uint32) {
	a.echo, a.echoAt, a.duplicate = packet, now, false
}

// onDuplicate notes that it brought nothing new. The peer should learn of it at once: its
// retransmission may have been needless.
func (a *delayedACK) onDuplicate() { a.duplicate, a.due = true, true }

// now makes an acknowledgement due.
func (a *delayedACK) now() { a.due = true }

// onData notes a segment that carried data in order.
func (a *delayedACK) onData(now time.Time) {
	a.waiting++
	switch {
	case a.waiting >= ackEvery:
		a.due = true
	case a.deadline.IsZero():
		a.deadline = now.Add(ackDelay)
	}
}

// sent notes that a datagram has left that acknowledges everything.
func (a *delayedACK) sent() { a.due, a.waiting, a.deadline = false, 0, time.Time{} }
