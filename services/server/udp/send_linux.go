package udp

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/net/ipv4"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// batchSize is how many datagrams one system call sends. More gains nothing measurable.
const batchSize = 64

// batch holds the arguments of sendmmsg and is reused.
type batch struct {
	conn     *ipv4.PacketConn // its WriteBatch also works on IPv6 sockets
	messages [batchSize]ipv4.Message
	addrs    [batchSize]net.UDPAddr
	ips      [batchSize][16]byte
	buffers  [batchSize][1][]byte
	leave    [batchSize][64]byte // control messages
}

func (b *batch) init(u *net.UDPConn) {
	b.conn = ipv4.NewPacketConn(u)
	for i := range b.messages {
		b.messages[i].Addr = &b.addrs[i]
		b.messages[i].Buffers = b.buffers[i][:]
	}
}

// put fills message i.
func (b *batch) put(i int, to turn.Path, datagram []byte) {
	b.buffers[i][0] = datagram
	b.ips[i] = to.Peer.Addr().As16()
	b.addrs[i].IP = b.ips[i][:]
	b.addrs[i].Port = int(to.Peer.Port())
	b.addrs[i].Zone = to.Peer.Addr().Zone()
	b.messages[i].OOB = leaveFrom(to.Local, &b.leave[i])
}

// Send sends the Outbox's datagrams in order and empties it. It counts those that can't be sent.
func (c *Conn) Send(out *turn.Outbox) {
	c.waited = false
	for next := 0; next < out.Len(); {
		if c.udp == nil {
			c.sendOne(out.At(next))
			next++
			continue
		}
		n := min(batchSize, out.Len()-next)
		for i := range n {
			to, datagram := out.At(next + i)
			c.batch.put(i, to, datagram)
		}
		// Don't wait here: a datagram that can't be sent now is sent alone below.
		sent, _ := c.batch.conn.WriteBatch(c.batch.messages[:n], syscall.MSG_DONTWAIT)
		sent = max(sent, 0)
		c.tally.Add(tally.Sent, sent)
		next += sent
		if sent < n {
			// A sendmmsg that stops half-way clears the socket's pending error without returning it, so no later call would
			// fail and drain the queue.
			c.drain()
			c.sendOne(out.At(next))
			next++
		}
	}
	out.Sent()
}

// write sends one datagram. It waits for space in the system's buffer, but at most once a Send: datagrams for an
// unresponsive host fill that buffer for seconds, and the room must not wait for each.
func (c *Conn) write(to turn.Path, datagram []byte) error {
	if c.udp == nil {
		_, err := c.pc.WriteTo(datagram, net.UDPAddrFromAddrPort(to.Peer))
		return err
	}
	c.batch.put(0, to, datagram)
	_, err := c.batch.conn.WriteBatch(c.batch.messages[:1], syscall.MSG_DONTWAIT)
	if !errors.Is(err, syscall.EAGAIN) {
		return err
	}
	if c.waited {
		return os.ErrDeadlineExceeded
	}
	err = c.writeWithin(sendPatience, to, datagram)
	c.waited = errors.Is(err, os.ErrDeadlineExceeded)
	return err
}
