package chat

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// maxDatagram is the largest that UDP carries: what is larger than a protocol allows must be seen to be
// refused.
const maxDatagram = 65_535

// socket is one socket of a driver with the goroutine that reads it.
type socket struct {
	number uint32
	conn   net.PacketConn
	server netip.AddrPort
	to     net.Addr
}

// arrival is a datagram or an error of a socket.
type arrival struct {
	socket uint32
	data   []byte
	err    error
}

// readSocket starts to read conn. The goroutine ends when conn is closed, and does not block
// once stop is closed; readers waits for it.
func readSocket(number uint32, conn net.PacketConn, server netip.AddrPort, to chan<- arrival, stop <-chan struct{}, readers *sync.WaitGroup) *socket {
	s := &socket{number: number, conn: conn, server: server, to: net.UDPAddrFromAddrPort(server)}
	readers.Add(1)
	go func() { // ends when conn is closed or stop is
		defer readers.Done()
		s.read(to, stop)
	}()
	return s
}

// read hands over what arrives. Errors that do not pass are not asked for as fast as
// the machine can.
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

// wait waits for d, and tells whether stop was not closed meanwhile.
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
