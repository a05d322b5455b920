package control

import "time"

// PacketState is what the Estimator remembers of a datagram that is on its way. The
// ARQ keeps it, by value, with the datagram, from OnSend until the datagram is
// acknowledged or given up (draft-ietf-ccwg-bbr, "Per-packet (P) state"). A
// retransmission is a new datagram and has a PacketState of its own.
type PacketState struct {
	Number      uint64    // packet number, never used twice
	Bytes       int       // size in bytes of UDP payload
	SentAt      time.Time // P.send_time
	FirstSentAt time.Time // P.first_send_time: the flight's first departure
	DeliveredAt time.Time // P.delivered_time: the last delivery before it left
	Delivered   int64     // P.delivered: bytes delivered before it left
	Lost        int64     // P.lost: bytes declared lost before it left
	InFlight    int       // P.tx_in_flight: bytes in flight, itself included
	AppLimited  bool      // P.is_app_limited
	acked       bool
}

// RateSample is how fast the path delivered the flight that ended with the newest
// datagram of one acknowledgement (draft-ietf-ccwg-bbr, "Rate Sample (rs) Output").
type RateSample struct {
	Rate           float64       // bytes per second; 0 if there is no trustworthy sample
	Delivered      int64         // bytes delivered during Interval
	Interval       time.Duration // the longer of the time to send and the time to deliver
	PriorDelivered int64         // bytes delivered before the newest datagram left
	TotalDelivered int64         // bytes delivered in all
	Lost           int64         // bytes declared lost since the newest datagram left
	TxInFlight     int           // bytes in flight as it left, itself included
	AppLimited     bool          // the application, not the path, set the pace
}

// Estimator measures the delivery rate, datagram by datagram. The zero value is
// ready. It belongs to one connection and is not safe for concurrent use.
//
// A sample is the slope of the curve "bytes delivered over time" between the
// delivery that was the latest when a datagram left and the delivery of that
// datagram:
//
//	delivered ^                    x  C: the datagram is acknowledged
//	          |               x - -
//	          |          x - -     |   data_acked = C.delivered − P.delivered
//	          |   P x - - - - - - -|
//	          +---------------------> time
//	                ack_elapsed
//
// Acknowledgements may arrive squeezed together, never spread by less than the path
// needs; data may not be delivered faster than it was sent. So the slope is taken
// over the longer of the two spans, that of the ACKs and that of the departures
// (draft-ietf-ccwg-bbr, "Delivery Rate Samples").
type Estimator struct {
	delivered   int64     // C.delivered
	deliveredAt time.Time // C.delivered_time
	firstSentAt time.Time // C.first_send_time
	lost        int64     // C.lost
	limitedTo   int64     // C.app_limited: 0, or the delivered count that ends the bubble

	// What OnAck collects for the next Sample.
	newest      PacketState
	hasNewest   bool
	sendElapsed time.Duration
	ackElapsed  time.Duration
}

// OnSend returns the state to keep with a datagram that leaves now with this packet
// number and size in bytes. inFlight counts the bytes in flight without it.
func (e *Estimator) OnSend(now time.Time, number uint64, bytes, inFlight int) PacketState {
	if inFlight == 0 {
		// Nothing was under way: a sample must not include the silence.
		e.firstSentAt = now
		e.deliveredAt = now
	}
	return PacketState{
		Number:      number,
		Bytes:       bytes,
		SentAt:      now,
		FirstSentAt: e.firstSentAt,
		DeliveredAt: e.deliveredAt,
		Delivered:   e.delivered,
		Lost:        e.lost,
		InFlight:    inFlight + bytes,
		AppLimited:  e.limitedTo != 0,
	}
}

// OnAck takes each newly acknowledged datagram, in any order, before Sample is called for the
// acknowledgement. A datagram that had been declared lost counts too, as it was delivered after
// all. A second call for the same state does nothing.
func (e *Estimator) OnAck(now time.Time, p *PacketState) {
	if p.acked {
		return
	}
	p.acked = true
	e.delivered += int64(p.Bytes)
	e.deliveredAt = now
	if e.hasNewest && !e.isNewer(p) {
		return
	}
	e.hasNewest = true
	e.newest = *p
	e.sendElapsed = p.SentAt.Sub(p.FirstSentAt)
	e.ackElapsed = now.Sub(p.DeliveredAt)
	e.firstSentAt = p.SentAt
}

// isNewer reports whether p left after the newest datagram of this acknowledgement;
// for two that left in the same instant the numbers decide.
func (e *Estimator) isNewer(p *PacketState) bool {
	if p.SentAt.Equal(e.newest.SentAt) {
		return p.Number > e.newest.Number
	}
	return p.SentAt.After(e.newest.SentAt)
}

// OnLoss takes each datagram declared lost, before the controller does.
func (e *Estimator) OnLoss(p *PacketState) { e.lost += int64(p.Bytes) }

// Loss describes the lost datagram p to a controller, after OnLoss took it. inFlight counts
// the bytes still in flight without it, flightSize those not yet cumulatively acknowledged.
func (e *Estimator) Loss(p *PacketState, inFlight, flightSize int) Loss {
	return Loss{
		Number:     p.Number,
		Bytes:      p.Bytes,
		InFlight:   inFlight,
		FlightSize: flightSize,
		SentAt:     p.SentAt,
		TxInFlight: p.InFlight,
		Lost:       e.lost - p.Lost,
		Delivered:  e.delivered,
		AppLimited: p.AppLimited,

		PriorDelivered: p.Delivered,
	}
}

// Sample closes one acknowledgement: it returns the sample of the datagrams given to
// OnAck since the last call. A span below minRTT, the connection's smallest
// round-trip time, can't be right and yields no Rate.
func (e *Estimator) Sample(minRTT time.Duration) RateSample {
	if e.limitedTo != 0 && e.delivered > e.limitedTo {
		e.limitedTo = 0 // the bubble has left the pipe
	}
	s := RateSample{TotalDelivered: e.delivered, PriorDelivered: e.delivered}
	if !e.hasNewest {
		return s
	}
	e.hasNewest = false
	s.PriorDelivered = e.newest.Delivered
	s.TxInFlight = e.newest.InFlight
	s.AppLimited = e.newest.AppLimited
	s.Lost = e.lost - e.newest.Lost
	s.Delivered = e.delivered - e.newest.Delivered
	s.Interval = max(e.sendElapsed, e.ackElapsed)
	if s.Interval > 0 && s.Interval >= minRTT {
		s.Rate = float64(s.Delivered) / s.Interval.Seconds()
	}
	return s
}

// OnAppLimited says that there is nothing left to send, neither new data nor a
// retransmission, although the window and the pacer would allow it. What leaves
// during the next round trip then yields samples marked AppLimited. Not to be called
// when the peer's window is what stops the sender: the draft counts that as the path.
func (e *Estimator) OnAppLimited(inFlight int) {
	e.limitedTo = max(e.delivered+int64(inFlight), 1)
}

// AppLimited reports whether a datagram that left now would be marked AppLimited.
func (e *Estimator) AppLimited() bool { return e.limitedTo != 0 }

// Delivered is the number of bytes delivered so far.
func (e *Estimator) Delivered() int64 { return e.delivered }

// Lost is the number of bytes declared lost so far, spurious losses included.
func (e *Estimator) Lost() int64 { return e.lost }
