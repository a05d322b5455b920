package udp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"obrolan/services/server/tally"
	"obrolan/services/server/turn"
)

// MaxDatagram is the size of a buffer that holds any UDP datagram.
const MaxDatagram = 64 << 10

// wantBuffer is the size requested for the socket's buffers in bytes; Granted returns the actual sizes.
const wantBuffer = 4 << 20

// Conn is the server's socket. Only one goroutine may call Read, Send and Reports; SetReadDeadline and Close are safe for
// concurrent use.
type Conn struct {
	pc    net.PacketConn
	udp   *net.UDPConn // nil if pc is not a *net.UDPConn
	raw   syscall.RawConn
	tally *tally.Tally
	batch batch

	oob   [64]byte // control messages of a received datagram
	leave [64]byte // control messages of a sent datagram
	own   ownAddresses

	reports []turn.Report
	waited  bool // the current Send has waited for the system's buffer without success
}

// New returns a Conn on pc, which it then owns. It enlarges the buffers and enables reports if the socket and the system
// support that.
func New(pc net.PacketConn, t *tally.Tally) *Conn {
	c := &Conn{pc: pc, tally: t}
	u, ok := pc.(*net.UDPConn)
	if !ok {
		return c
	}
	c.udp = u
	// A refusal only costs speed under load, and Granted shows it.
	_ = u.SetReadBuffer(wantBuffer)
	_ = u.SetWriteBuffer(wantBuffer)
	if raw, err := u.SyscallConn(); err == nil {
		c.raw = raw
		enableReports(raw)
		if u.LocalAddr().(*net.UDPAddr).AddrPort().Addr().IsUnspecified() {
			enableArrival(raw)
		}
	}
	c.batch.init(u)
	return c
}

// LocalAddr returns the socket's address.
func (c *Conn) LocalAddr() net.Addr { return c.pc.LocalAddr() }

// Granted returns the sizes of the socket's buffers in bytes, or zeros if the system does not report them.
func (c *Conn) Granted() (read, write int) {
	if c.raw == nil {
		return 0, 0
	}
	return granted(c.raw)
}

// SetReadDeadline makes a pending or the next Read return os.ErrDeadlineExceeded at t. A time in the past wakes Read from
// another goroutine.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.pc.SetReadDeadline(t) }

// Close closes the socket.
func (c *Conn) Close() error { return c.pc.Close() }

// Read reads one datagram into buf. It returns the peer's address and, on a socket of all of the host's addresses, the
// datagram's destination. IPv4 through an IPv6 socket is returned as IPv4. Errors are net.ErrClosed,
// os.ErrDeadlineExceeded, or temporary ones; after a temporary error Read has already collected the reports.
func (c *Conn) Read(buf []byte) (n int, from turn.Path, err error) {
	if c.udp == nil {
		var addr net.Addr
		if n, addr, err = c.pc.ReadFrom(buf); err == nil {
			from.Peer, err = addrPort(addr)
		}
	} else {
		var oobn int
		n, oobn, _, from.Peer, err = c.udp.ReadMsgUDPAddrPort(buf, c.oob[:])
		if at := arrivedAt(c.oob[:oobn]); at.IsValid() && !c.own.chosenAnyway(at, time.Now()) {
			from.Local = at
		}
	}
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, net.ErrClosed) {
		c.tally.Inc(tally.ReadErrors)
		c.drain()
	}
	from.Peer = netip.AddrPortFrom(from.Peer.Addr().Unmap(), from.Peer.Port())
	return n, from, err
}

// addrPort converts an address of a socket that is not from package net.
func addrPort(addr net.Addr) (netip.AddrPort, error) {
	if u, ok := addr.(*net.UDPAddr); ok {
		return u.AddrPort(), nil
	}
	from, err := netip.ParseAddrPort(addr.String())
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("the sender's address: %w", err)
	}
	return from, nil
}

// Reports returns the system's reports since the last call. The caller owns the slice.
func (c *Conn) Reports() []turn.Report {
	r := c.reports
	c.reports = nil
	return r
}

// drain empties the error queue.
func (c *Conn) drain() {
	if c.raw != nil {
		c.reports = drainReports(c.raw, c.reports)
	}
}

// maxTries is how often one datagram is tried while reports about others keep failing the write.
const maxTries = 16

// sendOne sends one datagram. It tries again after a report about another address, and gives up if the system's buffer
// stays full: the loop must not wait for one slow neighbour.
func (c *Conn) sendOne(to turn.Path, datagram []byte) {
	for range maxTries {
		err := c.write(to, datagram)
		switch {
		case err == nil:
			c.tally.Inc(tally.Sent)
			return
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.tally.Inc(tally.DroppedSendBuffer)
			return
		case errors.Is(err, net.ErrClosed):
			return
		case !isReport(err):
			c.tally.Inc(tally.DroppedSendFailed)
			return
		}
		c.drain()
	}
	c.tally.Inc(tally.DroppedSendFailed)
}

// sendPatience is how long a Send may wait for space in the system's buffer.
const sendPatience = 20 * time.Millisecond

// writeWithin writes, and waits for at most d for space in the system's buffer.
func (c *Conn) writeWithin(d time.Duration, to turn.Path, datagram []byte) error {
	if err := c.udp.SetWriteDeadline(time.Now().Add(d)); err != nil {
		return err
	}
	_, _, err := c.udp.WriteMsgUDPAddrPort(datagram, leaveFrom(to.Local, &c.leave), to.Peer)
	// An expired deadline would fail every later write.
	return errors.Join(err, c.udp.SetWriteDeadline(time.Time{}))
}
