package chat

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// openWait is the time limit for resolving the server's name and opening a socket.
const openWait = 5 * time.Second

// driver runs a Machine. Only the goroutine of run uses its fields.
type driver struct {
	room     *drivenRoom
	m        Machine
	sockets  map[uint32]*socket
	replies  map[uint64]chan Result
	arrivals chan arrival
	opened   chan opening
	stop     chan struct{}  // closed when run ends
	workers  sync.WaitGroup // readers and openers
	last     time.Time      // the time last given to the machine, which must never go back
}

// opening is the result of opening a socket.
type opening struct {
	number uint32
	conn   net.PacketConn
	to     Destination
	err    error
}

func newDriver(r *drivenRoom, m Machine) *driver {
	return &driver{
		room:     r,
		m:        m,
		sockets:  make(map[uint32]*socket),
		replies:  make(map[uint64]chan Result),
		arrivals: make(chan arrival, 64),
		opened:   make(chan opening),
		stop:     make(chan struct{}),
	}
}

// run feeds the machine until it is over or life ends.
func (d *driver) run(life context.Context) {
	defer close(d.room.done)
	defer d.finish()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for !d.m.IsOver() {
		d.sleep(timer)
		select {
		case c := <-d.room.calls:
			d.replies[c.number] = c.reply
			c.do(d.m, d.now(), c.number)
		case c := <-d.room.cancels:
			d.m.Cancel(d.now(), c.number, c.why)
		case a := <-d.arrivals:
			d.arrive(a)
		case s := <-d.opened:
			d.adopt(s)
		case <-timer.C:
			d.m.Tick(d.now())
		case <-life.Done():
			d.m.End(d.now(), nil)
		}
		d.carryOut(life)
	}
}

// now returns the current time, or the last one if the clock went back.
func (d *driver) now() time.Time {
	if now := time.Now(); now.After(d.last) {
		d.last = now
	}
	return d.last
}

// sleep sets timer to the machine's next deadline.
func (d *driver) sleep(timer *time.Timer) {
	next := d.m.Deadline()
	if next.IsZero() {
		timer.Stop()
		return
	}
	timer.Reset(time.Until(next))
}

// carryOut takes the machine's output and acts on it until there is no more.
func (d *driver) carryOut(life context.Context) {
	for {
		out := d.m.Take()
		for _, e := range out.Events {
			d.tell(e)
		}
		for _, r := range out.Results {
			if reply := d.replies[r.Call]; reply != nil {
				reply <- r // never blocks: the channel is buffered and there is one result a call
				delete(d.replies, r.Call)
			}
		}
		for _, a := range out.Actions {
			d.act(life, a)
		}
		if len(out.Actions) == 0 {
			d.room.events.tell(d.last)
			return
		}
	}
}

// tell puts an event into the room's queue.
func (d *driver) tell(e Event) {
	switch e.Kind {
	case Ended:
		d.room.log.Debug("room ended", "err", e.Err)
		d.room.events.end(e)
		return
	case Away, Back, Damaged:
		d.room.log.Debug("room "+e.Kind.String(), "text", e.Text, "err", e.Err)
	}
	d.room.events.put(e)
}

// act carries out one action.
func (d *driver) act(life context.Context, a Action) {
	s := d.sockets[a.Socket]
	switch {
	case a.Kind == OpenSocket:
		d.workers.Add(1)
		go func() { // ends when it has a socket or an error, at the latest after openWait, or when life is over
			defer d.workers.Done()
			d.open(life, a)
		}()
	case s == nil:
	case a.Kind == Send:
		d.write(s, a.Data)
	case a.Kind == CloseSocket:
		delete(d.sockets, a.Socket)
		_ = s.conn.Close()
	}
}

// write sends a datagram. The kernel reports an ICMP error of an earlier datagram on the next write and does not send
// that one. write passes the refusal to the machine and tries once more.
func (d *driver) write(s *socket, data []byte) {
	_, err := s.conn.WriteTo(data, s.to)
	if err == nil {
		return
	}
	if isRefused(err) {
		d.m.Refused(d.now(), s.number)
		_, err = s.conn.WriteTo(data, s.to)
	}
	if err != nil {
		d.room.log.Debug("datagram not sent", "err", err)
		if local := localFailure(err); local != nil {
			d.m.Unsent(d.now(), s.number, local)
		}
	}
}

// arrive passes what a socket's reader got to the machine.
func (d *driver) arrive(a arrival) {
	switch {
	case a.err == nil:
		d.m.Datagram(d.now(), a.socket, a.data)
	case isRefused(a.err):
		d.m.Refused(d.now(), a.socket)
	default:
		d.room.log.Debug("datagram not received", "err", a.err)
	}
}

// open resolves the server's name and opens a socket to one of its addresses.
func (d *driver) open(life context.Context, a Action) {
	ctx, cancel := context.WithTimeout(life, openWait)
	defer cancel()
	s := opening{number: a.Socket}
	addrs, err := d.room.cfg.Resolve(ctx, d.room.cfg.Server)
	if s.err = err; err == nil {
		s.to = Destination{Server: addrs[int(a.Choice%uint32(len(addrs)))], Others: len(addrs) - 1}
		s.conn, s.err = d.room.cfg.Open(ctx, s.to.Server)
		if s.err != nil {
			s.err = cantOpen(s.to.Server, s.err)
		}
	}
	select {
	case d.opened <- s:
	case <-d.stop:
		if s.conn != nil {
			_ = s.conn.Close()
		}
	}
}

// adopt registers a new socket and starts its reader.
func (d *driver) adopt(s opening) {
	if s.err == nil {
		d.sockets[s.number] = readSocket(s.number, s.conn, s.to.Server, d.arrivals, d.stop, &d.workers)
		local, _ := netip.ParseAddrPort(s.conn.LocalAddr().String())
		d.room.where.Store(&place{server: s.to.Server, local: local})
		d.room.log.Debug("socket opened", "server", s.to.Server, "local", local)
	} else {
		d.room.log.Debug("no socket", "err", s.err)
	}
	d.m.Opened(d.now(), s.number, s.to, s.err)
}

// finish closes all sockets and waits for the goroutines.
func (d *driver) finish() {
	close(d.stop)
	d.room.stop()
	for _, s := range d.sockets {
		_ = s.conn.Close()
	}
	d.workers.Wait()
}

// isClosed reports whether err means that this driver closed the socket.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
