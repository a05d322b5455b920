package control

import "time"

// MaxWindow bounds every window in bytes, so that no arithmetic overflows.
const MaxWindow = 1 << 30

// Controller decides how many bytes may be in flight and how fast they leave.
//
// It is a pure state machine: every method takes the time, none blocks, reads a
// clock or starts a goroutine. It is not safe for concurrent use; the connection
// that owns it calls it from one place. No method allocates. All sizes count the
// UDP payload of datagrams that carry data (payload bytes plus header); pure ACKs
// are not counted. Time never goes backwards from one call to the next.
//
// The calls for one acknowledgement come in this order: Estimator.OnAck for each
// newly acknowledged datagram, OnSpurious if it shows a loss to have been none,
// Estimator.OnLoss and Controller.OnLoss for each datagram that it shows to be lost,
// Estimator.Sample, and at last Controller.OnAck.
type Controller interface {
	// Name is the name by which the controller is chosen, one of Names.
	Name() string

	// Phase names where the state machine stands, for people to read:
	// "slow start", "ProbeBW_UP" and so on. The set depends on the controller.
	Phase() string

	// OnSend takes each datagram that carries data, at the moment it leaves.
	OnSend(now time.Time, s Sent)

	// OnAck takes each acknowledgement that newly acknowledged something,
	// after OnLoss for the losses which the same acknowledgement revealed.
	OnAck(now time.Time, a Ack)

	// OnLoss takes each datagram declared lost, the oldest first, one call each. A
	// controller that reduces once a round trip compares Loss.SentAt with the moment of its last
	// reduction.
	OnLoss(now time.Time, l Loss)

	// OnTimeout says that the retransmission timer fired (RFC 5681 section 3.1). OnLoss
	// came before, with Loss.Timeout, for everything that was in flight. flightSize is
	// RFC 5681's FlightSize: bytes sent and not yet cumulatively acknowledged.
	OnTimeout(now time.Time, flightSize int)

	// OnSpurious says that every datagram whose loss caused the last reduction
	// was delivered after all. The controller restores what it had before. The
	// datagrams meant are those declared lost since the reduction began that had
	// left before it, or, after OnTimeout, those that were then in flight. The
	// second of two calls without a loss between them does nothing. Where one
	// acknowledgement both vindicates old losses and reveals new ones, OnSpurious
	// comes before OnLoss, so that an undo never takes back the new reduction.
	OnSpurious(now time.Time)

	// Window is the congestion window in bytes.
	Window() int

	// PacingRate is in bytes per second; 0 means no pacing.
	PacingRate() float64
}

// Sent describes one datagram with data as it leaves.
type Sent struct {
	Bytes      int           // size of this datagram
	InFlight   int           // bytes in flight, this datagram included
	AppLimited bool          // PacketState.AppLimited of this datagram, as Estimator.OnSend gave it
	RTO        time.Duration // the retransmission time-out
}

// Ack describes what one acknowledgement newly acknowledged.
type Ack struct {
	Bytes    int           // bytes newly acknowledged, cumulatively or selectively
	InFlight int           // bytes still in flight afterwards
	RTT      time.Duration // this acknowledgement's round-trip sample, 0 if it gives none
	SRTT     time.Duration // smoothed round-trip time after the sample
	MinRTT   time.Duration // smallest sample of the connection
	Sample   RateSample    // delivery rate, see rate.go

	// Recovering says that losses are still being repaired: something that was sent before
	// the recovery began is not yet cumulatively acknowledged (RFC 6582's "recover").
	Recovering bool
}

// Loss describes one datagram declared lost.
type Loss struct {
	Number         uint64    // its packet number
	Bytes          int       // its size
	InFlight       int       // bytes still in flight afterwards
	FlightSize     int       // bytes sent and not yet cumulatively acknowledged (RFC 5681 section 2)
	SentAt         time.Time // when it left
	TxInFlight     int       // bytes in flight when it left, itself included
	Lost           int64     // bytes declared lost since it left, itself included
	Delivered      int64     // bytes delivered so far on this connection
	PriorDelivered int64     // bytes delivered before it left
	AppLimited     bool      // PacketState.AppLimited of it
	Timeout        bool      // the retransmission timer fired; OnTimeout follows
}
