package arq

import (
	"fmt"
	"time"

	"obrolan/shared/arq/congestion"
	"obrolan/shared/arq/congestion/control"
	"obrolan/shared/wire"
)

// Config is what a connection is made from. The zero value of each field is the default.
type Config struct {
	// Connection is the connection id. A client draws it at random; a listening
	// connection takes the one of the SYN.
	Connection uint32
	// InitialSequence is the number of this side's SYN, drawn at random (RFC 9293 section 3.4.1).
	InitialSequence uint32
	// FirstPacket is the number of the first datagram.
	FirstPacket uint64
	// Flights fills the opening's payloads; nil opens with empty ones.
	Flights Flights

	// MaxDatagram is the largest datagram in bytes, header included: wire.MaxDatagram,
	// less what a lower layer adds.
	MaxDatagram int
	// SendBuffer and ReceiveBuffer are the most that each holds in bytes: 256 KiB. They take
	// memory for what they hold. The receive buffer is the window; at most wire.MaxWindow.
	SendBuffer, ReceiveBuffer int
	// Budget bounds the memory of the buffers of all connections that share it; nil is no
	// bound but SendBuffer and ReceiveBuffer.
	Budget *Budget
	// Congestion names the congestion control, as congestion.New takes it: cubic. Each
	// connection makes one of its own, so that one Config serves many connections.
	Congestion string
	// Redundancy carries small segments of a thin stream twice (redundancy.go).
	Redundancy bool

	// KeepAlive is the silence after which a client asks whether the server is there: 20 s;
	// negative for never. A server asks after three times that. KeepAliveProbes
	// questions without an answer end the connection: 4.
	KeepAlive       time.Duration
	KeepAliveProbes int
	// GiveUp is how long data may remain unacknowledged while this side is awake (patience.go):
	// 100 s (RFC 9293 section 3.8.3, R2).
	GiveUp time.Duration
	// OpeningTimeout bounds the opening: 30 s.
	OpeningTimeout time.Duration
	// FinWait2 is how long a connection that was closed for writing, and whose FIN is acknowledged, waits
	// for new data or the FIN of the peer: 5 min.
	FinWait2 time.Duration
	// TimeWait is how long a closed connection answers the peer's repeated FIN: 60 s, as
	// long as the largest RTO. Connection ids are not reused, so that it has no other task.
	TimeWait time.Duration
}

const (
	defaultBuffer  = 256 << 10
	minMaxDatagram = 256
	maxBuffer      = wire.MaxWindow
)

// complete fills in the defaults and refuses what can't work; the error wraps ErrConfig.
func (c Config) complete() (Config, error) {
	setDefault(&c.MaxDatagram, wire.MaxDatagram)
	setDefault(&c.SendBuffer, defaultBuffer)
	setDefault(&c.ReceiveBuffer, defaultBuffer)
	setDefault(&c.Congestion, congestion.Default)
	setDefault(&c.KeepAlive, 20*time.Second)
	setDefault(&c.KeepAliveProbes, 4)
	setDefault(&c.GiveUp, 100*time.Second)
	setDefault(&c.OpeningTimeout, 30*time.Second)
	setDefault(&c.FinWait2, 5*time.Minute)
	setDefault(&c.TimeWait, maxRTO)
	if c.MaxDatagram < minMaxDatagram || c.MaxDatagram > wire.MaxDatagram {
		return c, fmt.Errorf("%w: datagrams of %d bytes", ErrConfig, c.MaxDatagram)
	}
	for _, size := range []int{c.SendBuffer, c.ReceiveBuffer} {
		if size < wire.WindowUnit || size > maxBuffer {
			return c, fmt.Errorf("%w: a buffer of %d bytes", ErrConfig, size)
		}
	}
	return c, nil
}

// controller makes the congestion control. Its random choices differ from connection to connection
// and are the same in a repeated run.
func (c Config) controller() (control.Controller, error) {
	seed := uint64(c.Connection)<<32 | uint64(c.InitialSequence)
	control, err := congestion.New(c.Congestion, c.MaxDatagram, congestion.WithSeed(seed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return control, nil
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
