//go:build !linux

package udp

import (
	"net"

	"obrolan/services/server/session"
)

// batch stands for what only Linux has.
type batch struct{}

func (*batch) init(*net.UDPConn) {}

// Send sends what the Outbox holds, in order, and empties it. What can't be sent is counted.
func (c *Conn) Send(out *session.Outbox) {
	for i := range out.Len() {
		c.sendOne(out.At(i))
	}
	out.Sent()
}
