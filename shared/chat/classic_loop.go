package chat

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

// openWait bounds looking up the server and opening a socket.
const openWait = 5 * time.Second

// classicLoop drives a classicMachine. All of it belongs to the goroutine of run.
type classicLoop struct {
	room     *classicRoom
	m        *classicMachine
	sockets  map[uint32]*classicSocket
	replies  map[uint64]chan result
	arrivals chan arrival
	opened   chan newSocket
	stop     chan struct{}  // closed when run ends
	workers  sync.WaitGroup // readers and openers
	last     time.Time      // what the machine was told last: time never goes back
}

// newSocket is what an opener brings.
type newSocket struct {
	number uint32
	conn   net.PacketConn
	server netip.AddrPort
	err    error
}

func newClassicLoop(r *classicRoom, m *classicMachine) *classicLoop {
	return &classicLoop{
		room:     r,
		m:        m,
		sockets:  make(map[uint32]*classicSocket),
		replies:  make(map[uint64]chan result),
		arrivals: make(chan arrival, 64),
		opened:   make(chan newSocket),
		stop:     make(chan struct{}),
	}
}

// run feeds the machine until it has ended or life is over.
func (l *classicLoop) run(life context.Context) {
	defer close(l.room.done)
	defer l.finish()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for l.m.phase != ended {
		l.sleep(timer)
		select {
		case c := <-l.room.calls:
			l.replies[c.number] = c.reply
			c.do(l.m, l.now(), c.number)
		case c := <-l.room.cancels:
			l.m.cancel(l.now(), c.number, c.why)
		case a := <-l.arrivals:
			l.arrive(a)
		case s := <-l.opened:
			l.adopt(s)
		case <-timer.C:
			l.m.tick(l.now())
		case <-life.Done():
			l.m.end(l.now(), nil)
		}
		l.carryOut(life)
	}
}

// now is the time, which the machine needs not to go back.
func (l *classicLoop) now() time.Time {
	if now := time.Now(); now.After(l.last) {
		l.last = now
	}
	return l.last
}

// sleep sets the timer to the machine's next deadline.
func (l *classicLoop) sleep(timer *time.Timer) {
	next := l.m.deadline()
	if next.IsZero() {
		timer.Stop()
		return
	}
	timer.Reset(time.Until(next))
}

// carryOut does what the machine wants, until it wants nothing more.
func (l *classicLoop) carryOut(life context.Context) {
	for {
		out := l.m.take()
		for _, e := range out.events {
			l.tell(e)
		}
		for _, r := range out.results {
			if reply := l.replies[r.call]; reply != nil {
				reply <- r // has room for one, and there is one
				delete(l.replies, r.call)
			}
		}
		for _, a := range out.actions {
			l.act(life, a)
		}
		if len(out.actions) == 0 {
			l.room.events.tell(l.last)
			return
		}
	}
}

// tell passes an event on.
func (l *classicLoop) tell(e Event) {
	switch e.Kind {
	case Ended:
		l.room.log.Debug("room ended", "err", e.Err)
		l.room.events.end(e)
		return
	case Away, Back, Damaged:
		l.room.log.Debug("room "+e.Kind.String(), "text", e.Text, "err", e.Err)
	}
	l.room.events.put(e)
}

// act does one thing.
func (l *classicLoop) act(life context.Context, a action) {
	s := l.sockets[a.socket]
	switch {
	case a.kind == actOpen:
		l.workers.Add(1)
		go func() { // ends when it has a socket or an error, at the latest after openWait, or when life is over
			defer l.workers.Done()
			l.open(life, a.socket)
		}()
	case s == nil:
	case a.kind == actSend:
		l.write(s, a.data)
	case a.kind == actClose:
		delete(l.sockets, a.socket)
		_ = s.conn.Close()
	}
}

// write sends a datagram. A refusal that an earlier one met is reported by the next write,
// which then has not happened: it is noted, and the write tried again.
func (l *classicLoop) write(s *classicSocket, data []byte) {
	_, err := s.conn.WriteTo(data, s.to)
	if err == nil {
		return
	}
	if isRefused(err) {
		l.m.refused(l.now(), s.number)
		_, err = s.conn.WriteTo(data, s.to)
	}
	if err != nil {
		l.room.log.Debug("datagram not sent", "err", err)
	}
}

// arrive passes on what a socket brought.
func (l *classicLoop) arrive(a arrival) {
	switch {
	case a.err == nil:
		l.m.datagram(l.now(), a.socket, a.data)
	case isRefused(a.err):
		l.m.refused(l.now(), a.socket)
	default:
		l.room.log.Debug("datagram not received", "err", a.err)
	}
}

// open looks up the server and opens a socket to it.
func (l *classicLoop) open(life context.Context, number uint32) {
	ctx, cancel := context.WithTimeout(life, openWait)
	defer cancel()
	s := newSocket{number: number}
	s.server, s.err = l.room.cfg.Resolve(ctx, l.room.cfg.Server)
	if s.err == nil {
		s.conn, s.err = l.room.cfg.Open(ctx, s.server)
		if s.err != nil {
			s.err = failed(ErrNoServer.Error()+": no way to "+s.server.String()+" ("+s.err.Error()+")", ErrNoServer, s.err)
		}
	}
	select {
	case l.opened <- s:
	case <-l.stop:
		if s.conn != nil {
			_ = s.conn.Close()
		}
	}
}

// adopt takes a new socket into use.
func (l *classicLoop) adopt(s newSocket) {
	if s.err == nil {
		l.sockets[s.number] = newClassicSocket(s.number, s.conn, s.server, l.arrivals, l.stop, &l.workers)
		local, _ := netip.ParseAddrPort(s.conn.LocalAddr().String())
		l.room.where.Store(&place{server: s.server, local: local})
		l.room.log.Debug("socket opened", "server", s.server, "local", local)
	} else {
		l.room.log.Debug("no socket", "err", s.err)
	}
	l.m.opened(l.now(), s.number, s.server, s.err)
}

// finish closes what is open and waits for the goroutines.
func (l *classicLoop) finish() {
	close(l.stop)
	l.room.stop()
	for _, s := range l.sockets {
		_ = s.conn.Close()
	}
	l.workers.Wait()
}

// isClosed tells whether an error of a socket says that it was closed here.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }
