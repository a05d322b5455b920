package chat

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// maxDatagram is the largest UDP payload in bytes. The buffer exceeds every protocol's limit, so that a datagram over
// the limit is seen whole and refused, not cut to an acceptable size.
const maxDatagram = 65_535

// socket is one socket of a driver and its reader.
type socket struct {
	number uint32
	conn   net.PacketConn
	server netip.AddrPort
	to     net.Addr
}

// arrival is a datagram or an error read from a socket.
type arrival struct {
	socket uint32
	data   []byte
	err    error
}

// readSocket starts a goroutine that reads conn and adds it to readers. It ends when conn is closed; after stop is
// closed it no longer blocks on to.
func readSocket(number uint32, conn net.PacketConn, server netip.AddrPort, to chan<- arrival, stop <-chan struct{}, readers *sync.WaitGroup) *socket {
	s := &socket{number: number, conn: conn, server: server, to: net.UDPAddrFromAddrPort(server)}
	readers.Add(1)
	go func() { // ends when conn is closed or stop is
		defer readers.Done()
		s.read(to, stop)
	}()
	return s
}

// read passes on what arrives. It pauses after repeated errors, because a lasting error would make it spin.
func (s *socket) read(to chan<- arrival, stop <-chan struct{}) {
	buf := make([]byte, maxDatagram)
	errs := 0
	for {
		n, _, err := s.conn.ReadFrom(buf)
		a := arrival{socket: s.number, err: err}
		if err == nil {
			a.data = append([]byte(nil), buf[:n]...)
			errs = 0
		} else {
			errs++
		}
		if isClosed(err) {
			return
		}
		select {
		case to <- a:
		case <-stop:
			return
		}
		if errs > 1 && !wait(min(time.Duration(errs)*time.Millisecond, 100*time.Millisecond), stop) {
			return
		}
	}
}

// wait sleeps for d and reports whether stop is still open.
func wait(d time.Duration, stop <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-stop:
		return false
	}
}
