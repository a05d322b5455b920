package chat

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
)

// Errors of a Room. They may be wrapped: use errors.Is.
var (
	// ErrNoServer: no answer came from the address, or the server fell silent and did not come back.
	ErrNoServer = errors.New("no answer from the server")
	// ErrLocal: this machine can't send, e.g. it has no route or no free descriptor.
	ErrLocal = errors.New("this machine can't send")
	// ErrNoHost says that the name of the server's host has no address.
	ErrNoHost = errors.New("the host is not known")
	// ErrNoRoom says that something answers at the address, but no server of this protocol.
	ErrNoRoom = errors.New("what answers there is not a room")
	// ErrHeld is an ErrName: after a loss of connection the client finds its name taken, maybe by the server's record
	// of its old address. The protocol can't prove that both are the same person.
	ErrHeld = errors.New("the name is taken since this client was in the room")
	// ErrPassword: the server refused the password. The caller may try another.
	ErrPassword = errors.New("the server refused the password")
	// ErrName: the name is taken or not allowed. The caller may try another.
	ErrName = errors.New("the server refused the name")
	// ErrUnseen: no echo confirmed some of what was said.
	ErrUnseen = errors.New("not everything that was said was seen in the room")
	// ErrClosed: the Room has ended, by Leave, Close or an earlier error.
	ErrClosed = errors.New("the room is closed")
	// ErrOrder: a call came before one that it needs, e.g. Say before Enter.
	ErrOrder = errors.New("not yet in the room")
	// ErrText: the text is empty or holds nothing printable.
	ErrText = errors.New("nothing to say")
)

// UnsayableError names a character that the room's protocol can't carry.
type UnsayableError struct {
	Char   rune
	Reason string // e.g. what the server's key lacks
}

// Error returns one sentence.
func (e *UnsayableError) Error() string {
	return fmt.Sprintf("the character %q can't be sent: %s", e.Char, e.Reason)
}

// NameError says why the room's protocol does not allow a name. The client finds this without asking the server.
// errors.Is matches it with ErrName.
type NameError struct {
	Reason string // completes "it …"
}

// Error returns one sentence.
func (e *NameError) Error() string { return "no name for this room: it " + e.Reason }

// Is reports whether target is ErrName.
func (e *NameError) Is(target error) bool { return target == ErrName }

// Room is a client's place in a chat room. All methods are safe for concurrent use, but only one goroutine at a time
// may join (Authenticate, Enter). A context bounds how long its caller waits, not the Room's life, which ends with
// Leave, Close or an Ended event.
type Room interface {
	// Authenticate sends the room's password and returns the server's own words. If the server refuses it, the error
	// is ErrPassword, and the caller may try another.
	Authenticate(ctx context.Context, password string) (reply string, err error)

	// Enter takes a name and enters the room. It returns the server's answer to whether the name is free. If the name
	// is refused, the error is ErrName (a *NameError if the server was not asked), and the caller may try another.
	// Events start after it.
	Enter(ctx context.Context, name string) (reply string, err error)

	// Say sends a text to all members, this one included, and returns once it is sent. While too many messages await
	// their echo, it waits until ctx ends; then it returns ErrUnseen, and the text may still be sent. A long text
	// becomes several messages. Other errors are *UnsayableError, ErrText, ErrOrder, ErrClosed, and ErrNoServer while
	// the server is away.
	Say(ctx context.Context, text string) error

	// Settle waits until the room has echoed everything said so far. It returns ErrUnseen if an Unseen event reported
	// a text as lost, or if ctx ends first.
	Settle(ctx context.Context) error

	// Leave says goodbye, repeats that until the server answers or ctx ends, and closes the Room. It returns
	// ErrNoServer if no answer came; the Room is closed in any case.
	Leave(ctx context.Context) error

	// Close ends the Room without a goodbye and waits for its goroutines. It is idempotent.
	Close() error

	// Events returns the stream of events, always the same channel. It is closed after the event Ended. If the reader
	// falls behind by more than the queue's length, events are dropped, and Missed reports how many.
	Events() <-chan Event

	// Server and Local return the remote and the local address. Both may change when the Room joins again.
	Server() netip.AddrPort
	Local() netip.AddrPort
}
