//go:build linux

package crowd

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"obrolan/shared/rsa"
)

// nap is the time between two sweeps. Datagrams accumulate in it.
const nap = time.Millisecond

// Patience is a Crowd's default patience.
const Patience = 3 * time.Second

// Crowd is a set of members of one room. It is not safe for concurrent use.
type Crowd struct {
	// Patience is how long to wait for the next datagram before the missing ones count as lost.
	Patience time.Duration

	members []*member
	server  unix.Sockaddr
	buf     [2048]byte
	next    int // number of the next line
	begin   int // number of the current Talk's first line
}

// member is one member of a Crowd.
type member struct {
	index int
	sock  socket
	key   rsa.Textbook
	want  *expected
	join  joining
	seen  bitset // members whose join it saw
	heard bitset // lines, from the current Talk's first one
}

// Open creates n members, each with a socket and a key, for the room at server with that password. Close must follow.
func Open(n int, server netip.AddrPort, password string) (*Crowd, error) {
	if n < 1 || n > maxMembers {
		return nil, fmt.Errorf("a crowd has from 1 to %d members, not %d", maxMembers, n)
	}
	c := &Crowd{Patience: Patience, server: &unix.SockaddrInet4{Addr: server.Addr().As4(), Port: int(server.Port())}}
	random := rand.NewChaCha8([32]byte([]byte("the same keys in every benchmark")))
	for i := range n {
		m, err := newMember(i, n, random)
		if err != nil {
			c.Close()
			return nil, err
		}
		m.join.password = password
		c.members = append(c.members, m)
	}
	return c, nil
}

func newMember(index, members int, random *rand.ChaCha8) (*member, error) {
	key, err := rsa.Generate(random, rsa.Classic)
	if err != nil {
		return nil, err
	}
	want, err := expect(key.Public, min(members, maxSpeakers))
	if err != nil {
		return nil, err
	}
	sock, err := openSocket()
	if err != nil {
		return nil, err
	}
	return &member{index: index, sock: sock, key: key, want: want, seen: newBitset(members),
		join: joining{name: name(index), key: key.Public}}, nil
}

// Close closes the sockets without saying goodbye.
func (c *Crowd) Close() {
	for _, m := range c.members {
		m.sock.close()
	}
	c.members = nil
}

// Len returns the number of members.
func (c *Crowd) Len() int { return len(c.members) }

// Granted returns the smallest receive buffer that the system granted, in bytes.
func (c *Crowd) Granted() int {
	least := c.members[0].sock.granted()
	for _, m := range c.members {
		least = min(least, m.sock.granted())
	}
	return least
}

// Addrs returns the members' addresses.
func (c *Crowd) Addrs() []netip.AddrPort {
	addrs := make([]netip.AddrPort, len(c.members))
	for i, m := range c.members {
		addrs[i] = m.sock.addr
	}
	return addrs
}

// maxVisit limits the datagrams read from one socket in a sweep, so that every member gets its turn.
const maxVisit = 1024

// sweep reads all waiting datagrams, passes them to take, and returns their number. A datagram is valid until take returns.
func (c *Crowd) sweep(take func(m *member, datagram []byte) error) (got int, err error) {
	for _, m := range c.members {
		for range maxVisit {
			n, ok, err := m.sock.read(c.buf[:])
			if err != nil {
				return got, err
			}
			if !ok {
				break
			}
			got++
			if err := take(m, c.buf[:n]); err != nil {
				return got, err
			}
		}
	}
	return got, nil
}

// send sends a member's datagram to the room.
func (c *Crowd) send(m *member, datagram []byte) error { return m.sock.write(c.server, datagram) }
