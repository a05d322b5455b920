package arq

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"obrolan/shared/impair"
	"obrolan/shared/simnet"
	"obrolan/shared/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// driver is the least that a Conn needs to live: one goroutine, which waits for a datagram or the
// deadline, whichever comes first.
type driver struct {
	socket net.PacketConn
	peer   net.Addr // nil until the first datagram
	conn   *Conn
	write  []byte
	got    []byte
	read   []byte
}

// run ends with the connection.
func (d *driver) run() error {
	datagram := make([]byte, wire.MaxDatagram)
	for {
		if err := d.work(); err != nil {
			return err
		}
		if err := d.flush(datagram); err != nil {
			return err
		}
		if d.conn.State() == Closed {
			return d.conn.Err()
		}
		if err := d.socket.SetReadDeadline(d.conn.Deadline()); err != nil {
			return err
		}
		n, from, err := d.socket.ReadFrom(datagram)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			d.conn.Advance(time.Now())
		case err != nil:
			return err
		case d.conn.Receive(time.Now(), datagram[:n]) == nil:
			d.peer = from
		}
	}
}

// work writes what there is to write and reads what there is to read.
func (d *driver) work() error {
	if len(d.write) > 0 && d.conn.State() != Listen {
		n, err := d.conn.Write(d.write)
		if err != nil {
			return err
		}
		d.write = d.write[n:]
	}
	if len(d.write) == 0 && d.conn.State() != Listen {
		d.conn.CloseWrite()
	}
	for {
		n, err := d.conn.Read(d.read)
		d.got = append(d.got, d.read[:n]...)
		if n == 0 || err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err
		}
	}
}

func (d *driver) flush(datagram []byte) error {
	for d.peer != nil {
		n := d.conn.Transmit(time.Now(), datagram)
		if n == 0 {
			return nil
		}
		if _, err := d.socket.WriteTo(datagram[:n], d.peer); err != nil {
			return err
		}
	}
	return nil
}

// talk drives a client and a server over two sockets until both are done.
func talk(t *testing.T, timeWait time.Duration, sockets [2]net.PacketConn, sent [2][]byte) {
	t.Helper()
	configs := [2]Config{config(), peerConfig()}
	for i := range configs {
		configs[i].TimeWait = timeWait
	}
	c, err := Dial(time.Now(), configs[client])
	if err != nil {
		t.Fatal(err)
	}
	s, err := Accept(time.Now(), configs[server])
	if err != nil {
		t.Fatal(err)
	}
	drivers := [2]*driver{
		{socket: sockets[client], peer: sockets[server].LocalAddr(), conn: c},
		{socket: sockets[server], conn: s},
	}
	var done sync.WaitGroup
	for i, d := range drivers {
		d.write, d.read = sent[i], make([]byte, 32<<10)
		done.Add(1)
		go func() { // ends with its connection
			defer done.Done()
			if err := d.run(); err != nil {
				t.Errorf("end %d: %v, %+v", i, err, d.conn.Stats())
			}
		}()
	}
	done.Wait()
	for i, d := range drivers {
		if !bytes.Equal(d.got, sent[1-i]) {
			t.Errorf("end %d got another stream: %d bytes instead of %d", i, len(d.got), len(sent[1-i]))
		}
	}
}

// TestDriverOnSimnet drives two connections with goroutines over sockets in memory, in virtual time.
// synctest fails it if a goroutine remains.
func TestDriverOnSimnet(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := impair.Config{
					Delay: 15 * time.Millisecond, Jitter: 3 * time.Millisecond,
					Loss: 0.05, Duplicate: 0.05, Reorder: 0.05, Rate: 20_000_000,
				}
				n := simnet.New(simnet.Config{Seed: seed, Up: path, Down: path})
				defer n.Close()
				listen := func(addr string) net.PacketConn {
					socket, err := n.Listen(netip.MustParseAddrPort(addr))
					if err != nil {
						t.Fatal(err)
					}
					return socket
				}
				s := listen("10.0.0.1:9999")
				talk(t, time.Minute, [2]net.PacketConn{listen("10.0.0.2:0"), s}, [2][]byte{pattern(400_000, 1), pattern(200_000, 2)})
			})
		})
	}
}

// TestDriverOnLoopback is the same on real sockets and with the real clock.
func TestDriverOnLoopback(t *testing.T) {
	var sockets [2]net.PacketConn
	for i := range sockets {
		socket, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer socket.Close()
		sockets[i] = socket
	}
	talk(t, 300*time.Millisecond, sockets, [2][]byte{pattern(2_000_000, 1), pattern(500_000, 2)})
}
