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

// wantBuffer is what is asked for as the socket's buffers, in bytes; Granted says what came of it.
const wantBuffer = 4 << 20

// Conn is a socket of the server. Read, Send and Reports belong to one goroutine;
// SetReadDeadline and Close may be called from any.
type Conn struct {
	pc    net.PacketConn
	udp   *net.UDPConn // nil: pc is something else
	raw   syscall.RawConn
	tally *tally.Tally
	batch batch

	oob   [64]byte // control messages of a Read
	leave [64]byte // and of a write
	own   ownAddresses

	reports []turn.Report
	waited  bool // the Send that is under way has waited for the system's buffer without success
}

// New makes a Conn of a socket, which it then owns: buffers are enlarged and reports
// switched on where the socket and the system allow it.
func New(pc net.PacketConn, t *tally.Tally) *Conn {
	c := &Conn{pc: pc, tally: t}
	u, ok := pc.(*net.UDPConn)
	if !ok {
		return c
	}
	c.udp = u
	// Refusals cost speed under load, nothing else: Granted tells.
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

// LocalAddr returns where the socket listens.
func (c *Conn) LocalAddr() net.Addr { return c.pc.LocalAddr() }

// Granted returns the sizes of the socket's buffers in bytes, or zeros where the system does not tell.
func (c *Conn) Granted() (read, write int) {
	if c.raw == nil {
		return 0, 0
	}
	return granted(c.raw)
}

// SetReadDeadline makes a Read that is under way, or the next one, return at t with an error that is
// os.ErrDeadlineExceeded. A time in the past wakes a Read from another goroutine.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.pc.SetReadDeadline(t) }

// Close closes the socket.
func (c *Conn) Close() error { return c.pc.Close() }

// Read reads one datagram into buf, and returns the peer that it came from and, on a socket of all of the
// host's addresses, the one that it came to. An IPv4 address that arrived through an IPv6 socket is
// returned as IPv4. Errors are net.ErrClosed, os.ErrDeadlineExceeded, or passing ones, which Read has
// taken a report from already.
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

// addrPort reads the address of a socket that is none of package net's.
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

// Reports returns what the system has reported since the last call. The slice is the caller's.
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

// maxTries bounds how often one datagram is tried while reports about others keep coming.
const maxTries = 16

// sendOne sends a datagram by itself. It tries again where a report about another address got in
// the way, and gives up where the system's buffer stays full: the loop must not wait for one slow neighbour.
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

// sendPatience is how long a Send may wait for room in the system's buffer.
const sendPatience = 20 * time.Millisecond

// writeWithin writes, and waits for room in the system's buffer if it has to.
func (c *Conn) writeWithin(d time.Duration, to turn.Path, datagram []byte) error {
	if err := c.udp.SetWriteDeadline(time.Now().Add(d)); err != nil {
		return err
	}
	_, _, err := c.udp.WriteMsgUDPAddrPort(datagram, leaveFrom(to.Local, &c.leave), to.Peer)
	// A deadline that has passed would fail every write after this one.
	return errors.Join(err, c.udp.SetWriteDeadline(time.Time{}))
}
