package chat

import (
	"context"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"obrolan/shared/rsa"
)

// classicRoom is a Room over the classic wire format: it runs a classicMachine. One
// goroutine owns the machine, the sockets and the timer; one a socket reads; one at a
// time looks up the server and opens a socket.
type classicRoom struct {
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
	do     func(m *classicMachine, now time.Time, call uint64)
	reply  chan result // has room for one
}

// canceled is a call whose context ended.
type canceled struct {
	number uint64
	why    error
}

// dialClassic starts a room and exchanges keys.
func dialClassic(ctx context.Context, cfg Config) (Room, error) {
	if cfg.Open == nil {
		cfg.Open = OpenUDP
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
	r := &classicRoom{
		cfg:     cfg,
		log:     cfg.Log,
		calls:   make(chan command),
		cancels: make(chan canceled),
		stop:    stop,
		done:    make(chan struct{}),
		events:  newQueue(),
	}
	r.where.Store(&place{})
	machine := newClassicMachine(cfg.Server, func() (rsa.Textbook, error) {
		return rsa.Generate(cfg.Random, rsa.Classic)
	})
	go newClassicLoop(r, machine).run(life) // ends with the machine, or when stop is called; closes done
	if _, err := r.call(ctx, (*classicMachine).dial); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// call hands a command to the loop and waits for its result, or for ctx to end.
func (r *classicRoom) call(ctx context.Context, do func(*classicMachine, time.Time, uint64)) (string, error) {
	c := command{number: r.numbers.Add(1), do: do, reply: make(chan result, 1)}
	select {
	case r.calls <- c:
	case <-r.done:
		return "", ErrClosed
	}
	select {
	case res := <-c.reply:
		return res.reply, res.err
	case <-r.done:
		return r.last(c)
	case <-ctx.Done():
	}
	select {
	case r.cancels <- canceled{number: c.number, why: context.Cause(ctx)}:
		select {
		case res := <-c.reply:
			return res.reply, res.err
		case <-r.done:
		}
	case <-r.done:
	}
	return r.last(c)
}

// last is the result of a call that the end of the room overtook.
func (r *classicRoom) last(c command) (string, error) {
	select {
	case res := <-c.reply:
		return res.reply, res.err
	default:
		return "", ErrClosed
	}
}

// Authenticate presents the password.
func (r *classicRoom) Authenticate(ctx context.Context, password string) (string, error) {
	return r.call(ctx, func(m *classicMachine, now time.Time, call uint64) { m.authenticate(now, call, password) })
}

// Enter takes a name and goes in.
func (r *classicRoom) Enter(ctx context.Context, name string) (string, error) {
	return r.call(ctx, func(m *classicMachine, now time.Time, call uint64) { m.enter(now, call, name) })
}

// Say sends a text. Each of its messages fits in what an original reads of a datagram. It
// waits when more than a few hundred messages are on their way.
func (r *classicRoom) Say(text string) error {
	_, err := r.call(context.Background(), func(m *classicMachine, now time.Time, call uint64) { m.say(now, call, text) })
	return err
}

// Settle waits for the echoes.
func (r *classicRoom) Settle(ctx context.Context) error {
	_, err := r.call(ctx, func(m *classicMachine, _ time.Time, call uint64) { m.settle(call) })
	return err
}

// Leave says good-bye and closes the room.
func (r *classicRoom) Leave(ctx context.Context) error {
	_, err := r.call(ctx, func(m *classicMachine, now time.Time, call uint64) { m.goodbye(now, call) })
	<-r.done
	return err
}

// Close ends the room without a word.
func (r *classicRoom) Close() error {
	r.stop()
	<-r.done
	return nil
}

// Events is the stream of what happens.
func (r *classicRoom) Events() <-chan Event { return r.events.ch }

// Server is where datagrams go.
func (r *classicRoom) Server() netip.AddrPort { return r.where.Load().server }

// Local is where they come from.
func (r *classicRoom) Local() netip.AddrPort { return r.where.Load().local }
