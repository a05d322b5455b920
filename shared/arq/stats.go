package arq

import "time"

// Stats counts what a connection did. Datagrams are counted once each, bytes are payload unless it
// says otherwise.
type Stats struct {
	Sent, Received           int64 // datagrams
	SentBytes, ReceivedBytes int64 // UDP payload
	Damaged                  int64 // datagrams refused by the codec, or of another connection
	Retransmitted            int64 // segments sent again
	Losses                   int64 // datagrams declared lost
	Spurious                 int64 // of them, and of loss probes, those that were proved needless
	Undone                   int64 // reductions of the congestion window that were taken back
	Timeouts                 int64 // times that the retransmission timer fired
	LossProbes               int64 // times that the probe timer fired
	WindowProbes             int64
	KeepAlives               int64
	ChallengeACKs            int64 // answers to a RST or SYN that proved nothing
	Duplicates               int64 // segments received of which every byte was there already
	Refused                  int64 // segments received beyond the window, or for which there was no memory
	Copies                   int64 // datagrams that carried only redundant copies
	CopiedBytes              int64 // redundant bytes, bundled ones included
}

// Stats returns the counters so far.
func (c *Conn) Stats() Stats { return c.stats }

// State returns where the connection stands.
func (c *Conn) State() State { return c.state }

// Err returns why the connection ended, nil if it is open or was closed in order.
func (c *Conn) Err() error { return c.err }

// RTT returns the smoothed round-trip time and the smallest sample, 0 before the first.
func (c *Conn) RTT() (smoothed, smallest time.Duration) { return c.rtt.srtt, c.rtt.min }

// InFlight is the number of bytes in flight, headers included.
func (c *Conn) InFlight() int { return c.flight.bytes }

// Unacknowledged is the number of bytes written that the peer has not yet acknowledged.
func (c *Conn) Unacknowledged() int { return c.send.end.minus(c.send.first) }

// Readable is the number of bytes that wait for Read.
func (c *Conn) Readable() int { return c.recv.next.minus(c.recv.read) }

// Writable is the number of bytes that Write would take: 0 after CloseWrite and at the end.
func (c *Conn) Writable() int {
	if c.closing || c.state == Closed {
		return 0
	}
	return c.send.free()
}
