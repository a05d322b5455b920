package chat

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"
)

// drivenRoom is a Room over a Machine. One goroutine owns the machine, the sockets and the timer. Each socket has
// a reader goroutine. At most one goroutine resolves the server's name and opens a socket.
type drivenRoom struct {
	cfg     Config
	log     *slog.Logger
	calls   chan command
	cancels chan canceled
	stop    context.CancelFunc
	done    chan struct{} // closed when the goroutines have ended
	events  *queue
	where   atomic.Pointer[place]
	numbers atomic.Uint64 // the last call's number
}

// place holds the addresses at both ends of the current socket.
type place struct{ server, local netip.AddrPort }

// command is a call waiting for the driver.
type command struct {
	number uint64
	do     func(m Machine, now time.Time, call uint64)
	reply  chan Result // buffered, so that the driver never blocks
}

// canceled tells the driver that a call's context has ended.
type canceled struct {
	number uint64
	why    error
}

// Drive runs m behind a Room, which owns m from then on. It resolves the server's name, opens a socket and waits for
// the server's first answer until ctx ends. It returns ErrNoServer, ErrLocal, ErrNoRoom, the resolver's error, or an
// error about the form of cfg.Server.
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

// call passes a command to the driver and waits for its result, or until ctx ends.
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

// last returns the result of a call that was pending when the room ended.
func (r *drivenRoom) last(c command) (string, error) {
	select {
	case res := <-c.reply:
		return res.Reply, res.Err
	default:
		return "", ErrClosed
	}
}

// Authenticate implements Room.
func (r *drivenRoom) Authenticate(ctx context.Context, password string) (string, error) {
	return r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Authenticate(now, call, password) })
}

// Enter implements Room.
func (r *drivenRoom) Enter(ctx context.Context, name string) (string, error) {
	return r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Enter(now, call, name) })
}

// Say implements Room.
func (r *drivenRoom) Say(ctx context.Context, text string) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Say(now, call, text) })
	return err
}

// Settle implements Room.
func (r *drivenRoom) Settle(ctx context.Context) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Settle(now, call) })
	return err
}

// Leave implements Room.
func (r *drivenRoom) Leave(ctx context.Context) error {
	_, err := r.call(ctx, func(m Machine, now time.Time, call uint64) { m.Leave(now, call) })
	<-r.done
	return err
}

// Close implements Room.
func (r *drivenRoom) Close() error {
	r.stop()
	<-r.done
	return nil
}

// Events implements Room.
func (r *drivenRoom) Events() <-chan Event { return r.events.ch }

// Server implements Room.
func (r *drivenRoom) Server() netip.AddrPort { return r.where.Load().server }

// Local implements Room.
func (r *drivenRoom) Local() netip.AddrPort { return r.where.Load().local }
