package chat

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"
)

// drivenRoom is a Room over a Machine. One goroutine owns the machine, the sockets and the timer; one a socket
// reads; one at a time looks up the server and opens a socket.
type drivenRoom struct {
	cfg     Config
	log     *slog.Logger
	calls   chan command
	cancels chan canceled
	stop    context.CancelFunc
	done    chan struct{} // closed when the goroutines have ended
	events  *queue
	where   atomic.Pointer[place]
	numbers atomic.Uint64 // of calls
}

// place is where datagrams go and where they come from.
type place struct{ server, local netip.AddrPort }

// command is a call on its way to the machine.
type command struct {
	number uint64
	do     func(m Machine, now time.Time, call uint64)
	reply  chan Result // has room for one
}

// canceled is a call whose context ended.
type canceled struct {
	number uint64
	why    error
}

// Drive runs a machine behind a Room and dials: it looks the server up, opens a socket and waits until ctx ends
// for the server's first answer. The errors are ErrNoServer, one of the resolver's, or one about the form of
// cfg.Server. The machine belongs to the Room from then on.
func Drive(ctx context.Context, cfg Config, m Machine) (Room, error) {
	if cfg.Open == nil {
		cfg.Open = OpenUDP(0, 0)
	}
	if cfg.Resolve == nil {
		if _, _, err := splitServer(ctx, cfg.Server); err != nil {
			return nil, err
		}
		cfg.Resolve = Resolve
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	life, stop := context.WithCancel(context.Background())
	r := &drivenRoom{
		cfg:     cfg,
		log:     cfg.Log,
		calls:   make(chan command),
		cancels: make(chan canceled),
		stop:    stop,
		done:    make(chan struct{}),
		events:  newQueue(),
	}
	r.where.Store(&place{})
	go newDriver(r, m).run(life) // ends with the machine, or when stop is called; closes done
	if _, err := r.call(ctx, Machine.Dial); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// call hands a command to the loop and waits for its result, or for ctx to end.
func (r *drivenRoom) call(ctx context.Context, do func(Machine, time.Time, uint64)) (string, error) {
	c := command{number: r.numbers.Add(1), do: do, reply: make(chan Result, 1)}
	select {
	case r.calls <- c:
	case <-r.done:
		return "", ErrClosed
	}
	select {
	case res := <-c.reply:
		return res.Reply, res.Err
	case <-r.done:
		return r.last(c)
	case <-ctx.Done():
	}
	select {
	case r.cancels <- canceled{number: c.number, why: context.Cause(ctx)}:
		select {
		case res := <-c.reply:
			return res.Reply, res.Err
		case <-r.done:
		}
	case <-r.done:
	}
	return r.last(c)
}

// last is the result of a call that the end of the room overtook.
func (r *drivenRoom) last(c command) (string, error) {
	select {
	case res := <-c.reply:
		return res.Reply, res.Err
	default:
		return "", ErrClosed
	}
}

// Authenticate presents the password.
func (r *drivenRoom) Authenticate(ctx context.Context, password string) (string, error) {
	return r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Authenticate(now, call, password) })
}

// Enter takes a name and goes in.
func (r *drivenRoom) Enter(ctx context.Context, name string) (string, error) {
	return r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Enter(now, call, name) })
}

// Say sends a text.
func (r *drivenRoom) Say(ctx context.Context, text string) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Say(now, call, text) })
	return err
}

// Settle waits for the echoes.
func (r *drivenRoom) Settle(ctx context.Context) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Settle(now, call) })
	return err
}

// Leave says good-bye and closes the room.
func (r *drivenRoom) Leave(ctx context.Context) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Leave(now, call) })
	<-r.done
	return err
}

// Close ends the room without a word.
func (r *drivenRoom) Close() error {
	r.stop()
	<-r.done
	return nil
}

// Events is the stream of what happens.
func (r *drivenRoom) Events() <-chan Event { return r.events.ch }

// Server is where datagrams go.
func (r *drivenRoom) Server() netip.AddrPort { return r.where.Load().server }

// Local is where they come from.
func (r *drivenRoom) Local() netip.AddrPort { return r.where.Load().local }
