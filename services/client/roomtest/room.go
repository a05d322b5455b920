// Package roomtest is a room without a server, for tests of what people and bots do in one.
//
//	Room.Say ──▶ a Said event with Own, at once (unless Mute)
//	Room.Tell ─▶ any event that a test wants to happen
package roomtest

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"obrolan/shared/chat"
)

// Room is a chat.Room that a test controls. Its fields are set before it is used.
type Room struct {
	Password string          // the right one
	Taken    map[string]bool // names that are refused
	Mute     bool            // nothing that is said comes back
	Silent   bool            // Leave is not answered
	Unseen   bool            // Settle says at once that not everything was seen
	Fail     error           // what Say returns, if anything
	Inside   func(r *Room)   // called after Enter
	Heard    func(r *Room, text string)
	OnLeave  func() // called by Leave, if set

	mu     sync.Mutex
	gate   chan struct{} // while it is open Say waits; nil: Say does not wait
	over   chan struct{} // closed when the Room ends
	name   string
	said   []string
	wait   bool // something said has not come back
	events chan chat.Event
	ended  bool
	left   bool
}

// New returns a Room whose password is 12345 and where rina is already in.
func New() *Room {
	return &Room{Password: "12345", Taken: map[string]bool{"rina": true}, events: make(chan chat.Event, 1024), over: make(chan struct{})}
}

// Authenticate refuses every password but one.
func (r *Room) Authenticate(_ context.Context, password string) (string, error) {
	if password != r.Password {
		return "Password salah! Coba lagi.", fmt.Errorf("%w: told so", chat.ErrPassword)
	}
	return "Password benar! Anda berada di obrolan", nil
}

// Enter refuses the names that are taken.
func (r *Room) Enter(_ context.Context, name string) (string, error) {
	r.mu.Lock()
	taken := r.Taken[name]
	if !taken {
		r.name = name
	}
	r.mu.Unlock()
	if taken {
		return "Username unavailable", fmt.Errorf("%w: told so", chat.ErrName)
	}
	if r.Inside != nil {
		r.Inside(r)
	}
	return "Username available", nil
}

// Hold makes Say wait until the Room ends or release is called, as it does when too much is on its way.
func (r *Room) Hold() (release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	gate := make(chan struct{})
	r.gate = gate
	return func() { close(gate) }
}

// Say sends the text back to who said it.
func (r *Room) Say(ctx context.Context, text string) error {
	r.mu.Lock()
	gate := r.gate
	r.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-r.over:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r.mu.Lock()
	switch {
	case r.ended:
		r.mu.Unlock()
		return chat.ErrClosed
	case r.name == "":
		r.mu.Unlock()
		return chat.ErrOrder
	case r.Fail != nil:
		defer r.mu.Unlock()
		return r.Fail
	}
	r.said = append(r.said, text)
	if r.Mute {
		r.wait = true
	} else {
		r.tell(chat.Event{Kind: chat.Said, Name: r.name, Text: text, Own: true})
	}
	r.mu.Unlock()
	if r.Heard != nil {
		r.Heard(r, text)
	}
	return nil
}

// SetFail makes Say fail, or work again.
func (r *Room) SetFail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Fail = err
}

// Settle returns at once unless the Room is mute.
func (r *Room) Settle(ctx context.Context) error {
	r.mu.Lock()
	wait := r.wait
	r.mu.Unlock()
	if r.Unseen {
		return chat.ErrUnseen
	}
	if wait {
		<-ctx.Done()
		return chat.ErrUnseen
	}
	return nil
}

// Leave ends the Room.
func (r *Room) Leave(ctx context.Context) error {
	if r.Silent {
		<-ctx.Done()
	}
	r.mu.Lock()
	r.left = true
	r.mu.Unlock()
	if r.OnLeave != nil {
		r.OnLeave()
	}
	r.End(nil)
	if r.Silent {
		return chat.ErrNoServer
	}
	return nil
}

// Close ends the Room.
func (r *Room) Close() error {
	r.End(nil)
	return nil
}

// End ends the Room with an error, or nil.
func (r *Room) End(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended {
		r.tell(chat.Event{Kind: chat.Ended, Err: err})
		r.ended = true
		close(r.events)
		close(r.over)
	}
}

// Tell sends an event. It does nothing once the Room has ended.
func (r *Room) Tell(ev chat.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(ev)
}

func (r *Room) tell(ev chat.Event) {
	if !r.ended {
		if ev.At.IsZero() {
			ev.At = time.Now()
		}
		r.events <- ev
	}
}

// Said returns what was said so far.
func (r *Room) Said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.said...)
}

// Name returns the name that was taken.
func (r *Room) Name() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.name
}

// Left reports whether Leave was called.
func (r *Room) Left() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.left
}

// Events is the stream of what happens.
func (r *Room) Events() <-chan chat.Event { return r.events }

// Server returns an address reserved for documentation (RFC 5737).
func (r *Room) Server() netip.AddrPort { return netip.MustParseAddrPort("192.0.2.1:9999") }

// Local returns another one.
func (r *Room) Local() netip.AddrPort { return netip.MustParseAddrPort("192.0.2.7:8123") }
