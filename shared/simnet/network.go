package simnet

import (
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"obrolan/shared/impair"
)

const (
	// DefaultReceiveBuffer is the receive buffer of a socket on Linux by default, in bytes.
	DefaultReceiveBuffer = 212_992
	// Overhead is what a datagram takes of a receive buffer beside its bytes,
	// so that empty ones can't fill the memory.
	Overhead = 64
	// MaxDatagram is the greatest UDP payload over IPv4.
	MaxDatagram = 65_507

	firstFreePort = 49_152 // RFC 6335, section 6: dynamic ports
)

// Config describes a network. The zero value is perfect and silent.
type Config struct {
	// Seed decides all fates, with the flow and the direction.
	Seed uint64
	// Up and Down are the faults on the way to and from servers where
	// [Network.SetPath] sets none. They must be valid.
	Up, Down impair.Config
	// Refuse makes datagrams to an absent port come back as ECONNREFUSED from
	// a later ReadFrom, as Linux does with IP_RECVERR; else they vanish.
	Refuse bool
	// ReceiveBuffer bounds each endpoint's buffer in bytes, Overhead included;
	// 0 stands for DefaultReceiveBuffer.
	ReceiveBuffer int
	// Tap, if set, is called with every event, one at a time and in order. It
	// must not call the network or its endpoints, nor keep the event's Data.
	Tap func(Event)
}

// Network is a set of endpoints and the paths between them. All its methods and
// those of its endpoints may be called concurrently.
type Network struct {
	cfg   Config
	start time.Time

	mu       sync.Mutex
	conns    map[netip.AddrPort]*Conn
	numbers  map[netip.AddrPort]int
	counted  int // numbers given so far
	paths    map[pair]*path
	transit  impair.Timeline[parcel]
	arrivals []impair.Delivery // scratch of send
	nextPort uint16
	closed   bool

	alarm   alarm
	ringsAt time.Time // of alarm, if it is set
	rings   bool
	// timers counts what the runtime's timers have started or will start.
	timers sync.WaitGroup
}

// New returns an empty network, whose outages count from now. It panics with a
// sentence when cfg's faults are invalid.
func New(cfg Config) *Network {
	for _, faults := range []impair.Config{cfg.Up, cfg.Down} {
		if err := faults.Validate(); err != nil {
			panic(err)
		}
	}
	if cfg.ReceiveBuffer == 0 {
		cfg.ReceiveBuffer = DefaultReceiveBuffer
	}
	n := &Network{
		cfg: cfg, start: time.Now(),
		conns:    make(map[netip.AddrPort]*Conn),
		numbers:  make(map[netip.AddrPort]int),
		paths:    make(map[pair]*path),
		nextPort: firstFreePort,
	}
	n.alarm = alarm{pending: &n.timers, ring: n.ring}
	return n
}

// Listen opens an endpoint, a net.PacketConn. Port 0 picks a free one. It fails
// with EADDRINUSE where somebody listens already, with EADDRNOTAVAIL where addr
// names no single host, and with net.ErrClosed after Close.
func (n *Network) Listen(addr netip.AddrPort) (*Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	addr, err := n.claim(addr)
	if err != nil {
		return nil, opError("listen", addr, netip.AddrPort{}, err)
	}
	if _, known := n.numbers[addr]; !known {
		n.numbers[addr] = n.counted
		n.counted++
	}
	c := newConn(n, addr)
	n.conns[addr] = c
	return c, nil
}

// claim returns the address that an endpoint may take for addr.
func (n *Network) claim(addr netip.AddrPort) (netip.AddrPort, error) {
	addr = plain(addr)
	if n.closed {
		return addr, net.ErrClosed
	}
	if !addr.Addr().IsValid() || addr.Addr().IsUnspecified() || addr.Addr().IsMulticast() {
		return addr, syscall.EADDRNOTAVAIL
	}
	if addr.Port() != 0 {
		if n.conns[addr] != nil {
			return addr, syscall.EADDRINUSE
		}
		return addr, nil
	}
	for range 1<<16 - firstFreePort {
		addr = netip.AddrPortFrom(addr.Addr(), n.nextPort)
		n.nextPort = max(n.nextPort+1, firstFreePort)
		if n.conns[addr] == nil {
			return addr, nil
		}
	}
	return addr, syscall.EADDRINUSE
}

// rebind moves an endpoint, its number and its paths to another address.
func (n *Network) rebind(c *Conn, addr netip.AddrPort) (netip.AddrPort, error) {
	addr, err := n.claim(addr)
	if err != nil {
		return addr, err
	}
	old := c.addr
	delete(n.conns, old)
	n.conns[addr] = c
	n.numbers[addr] = n.numbers[old]
	delete(n.numbers, old)
	n.movePaths(old, addr)
	return addr, nil
}

// Close closes all endpoints, drops what is under way and waits until nothing
// runs any more. It may be called again.
func (n *Network) Close() error {
	n.mu.Lock()
	n.closed = true
	n.alarm.stop()
	n.transit.Clear()
	for _, c := range n.conns {
		c.shut()
	}
	n.mu.Unlock()
	n.timers.Wait()
	return nil
}

// plain turns IPv4 in IPv6 into IPv4, so that equal addresses are equal.
func plain(addr netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(addr.Addr().Unmap(), addr.Port())
}
