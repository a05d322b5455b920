package arq

import (
	"io"
	"time"

	"obrolan/shared/arq/congestion/control"
)

// Conn is one end of a connection: a state machine without a clock, a socket or a lock. Each method
// that needs the time takes it, and time never goes backwards. It is not safe for concurrent
// use, nor are two that share a Budget.
//
// A transfer allocates nothing in its steady state: buffers take chunks from the budget and give them back.
// A second after the last byte an idle connection gives back what is left (quiet.go).
//
//	          Write                                   Read
//	            v                                      ^
//	Receive -> Conn -> Transmit      Receive -> Conn -> Transmit
//	            ^ Advance(now), Deadline()
type Conn struct {
	config Config
	state  State
	err    error
	stats  Stats

	opening opening

	// Packet numbers: the next one to send, and the largest one received.
	nextPacket, largest uint64

	// The send sequence space (RFC 9293 section 3.3.1): SND.UNA, SND.NXT, the end of the peer's
	// window, which is SND.UNA+SND.WND, and the largest window it ever offered.
	una, nxt, edge sequence
	maxWindow      int
	windowFrom     uint64 // number of the datagram that told the window
	send           sendBuffer
	closing        bool // CloseWrite was called
	finSent        bool

	// What is under way, and the machines that watch it.
	board     scoreboard
	flight    flight
	estimator control.Estimator
	control   control.Controller
	pacer     control.Pacer
	paced     time.Time // when the pacer will let the next datagram go
	limited   bool      // congestion control holds something back
	rtt       roundTrip
	echoed    uint64 // the largest number that was echoed
	hasEcho   bool
	rack      rack
	probe     lossProbe
	episode   episode
	persist   persist
	gather    gather
	copies    redundancy

	// The receiving side.
	recv       receiveBuffer
	ack        delayedACK
	finAt      sequence // where the peer's FIN stands
	hasFIN     bool
	peerClosed bool // everything up to the FIN has arrived

	events     eventState
	unfinished time.Time // when Transmit last wrote a datagram and was not called again
	shrinkAt   time.Time // when memory that is not used is given back (quiet.go)

	alive      keepAlive
	heard      time.Time // when the peer was last heard
	challenges challenges
	finWait    finWait
	timeWait   time.Time

	discards    bool      // Close was called: nothing is read any more
	lingerUntil time.Time // when Close gives up
	resetDue    bool
	resetAt     sequence
}

// Dial makes the client's end. The first Transmit gives the SYN. The error wraps ErrConfig or is that
// of the handshake, which can't answer later here.
func Dial(now time.Time, config Config) (*Conn, error) {
	c, err := newConn(config)
	if err != nil {
		return nil, err
	}
	answer, err := c.opening.next(nil)
	if err != nil {
		return nil, err
	}
	c.state = SynSent
	c.opening.active = true
	c.opening.payload, c.opening.due = answer.Payload, true
	c.opening.await(now, firstRTO, c.config.OpeningTimeout)
	c.heard = now
	return c, nil
}

// Accept makes the server's end, which waits for the SYN as the first datagram. The error wraps
// ErrConfig.
func Accept(now time.Time, config Config) (*Conn, error) {
	c, err := newConn(config)
	if err != nil {
		return nil, err
	}
	c.state = Listen
	c.heard = now
	return c, nil
}

func newConn(config Config) (*Conn, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	control, err := config.controller()
	if err != nil {
		return nil, err
	}
	budget := config.Budget
	if budget == nil {
		budget = ownBudget()
	}
	flights := config.Flights
	config.Flights = nil // kept by the opening, for as long as that lasts
	store := chunkStore{budget: budget}
	first := sequence(config.InitialSequence).plus(1) // the SYN takes one
	return &Conn{
		config:     config,
		opening:    opening{flights: flights},
		nextPacket: config.FirstPacket,
		una:        first - 1,
		nxt:        first,
		send:       sendBuffer{store: store, first: first, end: first, limit: config.SendBuffer},
		recv:       receiveBuffer{store: store, limit: config.ReceiveBuffer},
		control:    control,
		events:     eventState{blocked: true},
	}, nil
}

// Write copies as much of p as the send buffer and the budget have room for, and returns how many
// bytes that was. If it was less than all, EventWritable tells when to go on. The error is
// that of a connection that has ended, or ErrClosed after CloseWrite.
func (c *Conn) Write(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if c.closing || c.state == Closed {
		return 0, ErrClosed
	}
	n := c.send.write(p)
	c.events.blocked = c.events.blocked || n < len(p)
	return n, nil
}

// Read moves bytes that arrived in order to p and returns how many; 0 and no error if there are none
// yet. After the peer's FIN it returns io.EOF, after any other end the reason. Transmit must follow: it
// may have to tell the peer of the room.
func (c *Conn) Read(p []byte) (int, error) {
	if c.discards {
		return 0, ErrClosed
	}
	if n := c.recv.readInto(p); n > 0 {
		c.offerWindow()
		return n, nil
	}
	if c.Readable() > 0 {
		return 0, nil // p is empty; the end of the stream comes after what waits
	}
	if c.err != nil {
		return 0, c.err
	}
	if c.peerClosed || c.state == Closed {
		return 0, io.EOF
	}
	return 0, nil
}

// offerWindow tells the peer of room in the buffer if it may be waiting for that, or if it is much;
// other ACKs bring the rest (RFC 9293 section 3.8.6.2.2).
func (c *Conn) offerWindow() {
	b := &c.recv
	segment := min(c.config.MaxDatagram, b.limit/2)
	if gain := b.gain(); gain >= b.limit/2 || gain >= segment && b.window() < segment {
		c.ack.due = c.ack.due || c.state.synchronized() && !c.peerClosed
	}
}

// fail ends the connection. The first reason counts.
func (c *Conn) fail(err error) {
	c.state = Closed
	c.opening.end()
	if c.err == nil {
		c.err = err
	}
}
