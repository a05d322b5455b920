//go:build !linux

package udp

import (
	"errors"
	"net"
	"os"
	"time"

	"obrolan/services/server/turn"
)

// batch stands for what only Linux has.
type batch struct{}

func (*batch) init(*net.UDPConn) {}

// Send sends what the Outbox holds, in order, and empties it. What can't be sent is counted.
func (c *Conn) Send(out *turn.Outbox) {
	c.waited = false
	for i := range out.Len() {
		c.sendOne(out.At(i))
	}
	out.Sent()
}

// write sends one datagram. It waits where the system's buffer is full, but not more than once in a Send.
func (c *Conn) write(to turn.Path, datagram []byte) error {
	if c.udp == nil {
		_, err := c.pc.WriteTo(datagram, net.UDPAddrFromAddrPort(to.Peer))
		return err
	}
	patience := sendPatience
	if c.waited {
		patience = time.Millisecond
	}
	err := c.writeWithin(patience, to, datagram)
	c.waited = errors.Is(err, os.ErrDeadlineExceeded)
	return err
}
