package simnet

import (
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// Conn is an endpoint: a net.PacketConn that behaves like an unconnected UDP
// socket. Its methods may be called concurrently. Addresses are *net.UDPAddr.
type Conn struct {
	network *Network
	// All below is guarded by network.mu.
	addr    netip.AddrPort
	inbox   inbox
	stats   ConnStats
	closed  bool
	refused netip.AddrPort // whose refusal the next read returns

	readBy, writeBy time.Time
	// changed wakes readers: a datagram, a refusal, a deadline, the end.
	changed sync.Cond
	alarm   alarm
}

var _ net.PacketConn = (*Conn)(nil)

// ConnStats counts the datagrams of an endpoint.
type ConnStats struct {
	// Sent counts successful writes, Received successful reads.
	Sent, Received uint64
	// Overflowed counts datagrams that found the receive buffer full.
	Overflowed uint64
	// Refused counts datagrams that nobody listened for.
	Refused uint64
}

func newConn(n *Network, addr netip.AddrPort) *Conn {
	c := &Conn{network: n, addr: addr, inbox: inbox{limit: n.cfg.ReceiveBuffer}}
	c.changed.L = &n.mu
	c.alarm = alarm{pending: &n.timers, ring: c.wake}
	return c
}

// ReadFrom waits for a datagram and copies it into p; what is longer is cut
// off. It returns the sender's *net.UDPAddr. Errors are *net.OpErrors and wrap
// os.ErrDeadlineExceeded, net.ErrClosed or ECONNREFUSED (see [Config]); after
// the last, Addr names who refused and the endpoint goes on working.
func (c *Conn) ReadFrom(p []byte) (int, net.Addr, error) {
	size, from, err := c.ReadFromUDPAddrPort(p)
	if err != nil {
		return 0, nil, err
	}
	return size, net.UDPAddrFromAddrPort(from), nil
}

// ReadFromUDPAddrPort is ReadFrom without an allocation for the address.
func (c *Conn) ReadFromUDPAddrPort(p []byte) (int, netip.AddrPort, error) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	for {
		if c.closed {
			return 0, netip.AddrPort{}, c.fail("read", netip.AddrPort{}, net.ErrClosed)
		}
		if passed(c.readBy) {
			return 0, netip.AddrPort{}, c.fail("read", netip.AddrPort{}, os.ErrDeadlineExceeded)
		}
		if by := c.refused; by.IsValid() {
			c.refused = netip.AddrPort{}
			return 0, netip.AddrPort{}, c.fail("read", by, os.NewSyscallError("recvmsg", syscall.ECONNREFUSED))
		}
		if l, ok := c.inbox.take(); ok {
			c.stats.Received++
			return copy(p, l.data), l.from, nil
		}
		c.changed.Wait()
	}
}

// WriteTo sends a copy of p to a *net.UDPAddr. It never blocks. Like a socket's,
// its success says nothing about arrival. More than MaxDatagram bytes are
// refused with EMSGSIZE.
func (c *Conn) WriteTo(p []byte, addr net.Addr) (int, error) {
	udp, ok := addr.(*net.UDPAddr)
	if !ok || udp == nil {
		return 0, &net.OpError{Op: "write", Net: "udp", Source: c.LocalAddr(), Addr: addr, Err: syscall.EAFNOSUPPORT}
	}
	return c.WriteToUDPAddrPort(p, udp.AddrPort())
}

// WriteToUDPAddrPort is WriteTo for the other type of address.
func (c *Conn) WriteToUDPAddrPort(p []byte, to netip.AddrPort) (int, error) {
	to = plain(to)
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	switch {
	case c.closed:
		return 0, c.fail("write", to, net.ErrClosed)
	case passed(c.writeBy):
		return 0, c.fail("write", to, os.ErrDeadlineExceeded)
	case !to.IsValid() || to.Port() == 0:
		return 0, c.fail("write", to, syscall.EINVAL)
	case len(p) > MaxDatagram:
		return 0, c.fail("write", to, syscall.EMSGSIZE)
	}
	c.stats.Sent++
	c.network.send(c, p, to)
	return len(p), nil
}

// LocalAddr returns the endpoint's present address, a *net.UDPAddr.
func (c *Conn) LocalAddr() net.Addr {
	return net.UDPAddrFromAddrPort(c.AddrPort())
}

// AddrPort returns the endpoint's present address.
func (c *Conn) AddrPort() netip.AddrPort {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	return c.addr
}

// Rebind gives the endpoint another address, as a NAT or a new Wi-Fi does to a
// client. It sends from the new one; datagrams to the old one, also those under
// way, are not delivered. Faults, flow and counts stay. Errors are
// those of Listen.
func (c *Conn) Rebind(addr netip.AddrPort) error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("rebind", addr, net.ErrClosed)
	}
	addr, err := c.network.rebind(c, addr)
	if err != nil {
		return c.fail("rebind", addr, err)
	}
	c.addr = addr
	return nil
}

// SetReadBuffer bounds the receive buffer in bytes, Overhead included. What is
// in it stays.
func (c *Conn) SetReadBuffer(size int) error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("set", netip.AddrPort{}, net.ErrClosed)
	}
	c.inbox.limit = size
	return nil
}

// Stats returns the endpoint's counts.
func (c *Conn) Stats() ConnStats {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	return c.stats
}

// Close frees the address and ends all reads with net.ErrClosed. What was
// written is still on its way. A second Close returns net.ErrClosed.
func (c *Conn) Close() error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if c.closed {
		return c.fail("close", netip.AddrPort{}, net.ErrClosed)
	}
	c.shut()
	return nil
}

// shut closes the endpoint; the caller holds the lock.
func (c *Conn) shut() {
	c.closed = true
	c.inbox = inbox{}
	delete(c.network.conns, c.addr)
	c.alarm.stop()
	c.changed.Broadcast()
}

// refuse notes that nobody listened at an address. Like a socket, the endpoint
// remembers one refusal at a time.
func (c *Conn) refuse(by netip.AddrPort) {
	c.stats.Refused++
	if !c.closed {
		c.refused = by
		c.changed.Signal()
	}
}
