//go:build !linux

package udp

import (
	"errors"
	"net"
	"os"
	"time"

	"obrolan/services/server/turn"
)

// batch is empty: only Linux sends in batches.
type batch struct{}

func (*batch) init(*net.UDPConn) {}

// Send sends the Outbox's datagrams in order and empties it. It counts those that can't be sent.
func (c *Conn) Send(out *turn.Outbox) {
	c.waited = false
	for i := range out.Len() {
		c.sendOne(out.At(i))
	}
	out.Sent()
}

// write sends one datagram. It waits for space in the system's buffer, but at most once a Send.
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
