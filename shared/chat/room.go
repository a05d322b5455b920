package chat

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
)

// Errors of a Room. They are wrapped: use errors.Is.
var (
	// ErrNoServer says that nobody answered at the address, or that the server went
	// silent and did not come back.
	ErrNoServer = errors.New("no answer from the server")
	// ErrLocal says that this machine itself can't send: it has no route, or no descriptor left for a socket.
	ErrLocal = errors.New("this machine can't send")
	// ErrNoRoom says that something answers at the address, but no server of this protocol.
	ErrNoRoom = errors.New("what answers there is not a room")
	// ErrHeld is an ErrName: a client that was in the room finds its name taken when it comes back, maybe still by
	// the address that it had before. The protocol can't prove that both are the same person.
	ErrHeld = errors.New("the name is taken since this client was in the room")
	// ErrPassword says that the server refused the password. The Room can try another.
	ErrPassword = errors.New("the server refused the password")
	// ErrName says that the name is taken or is none that the server allows. The Room can try another.
	ErrName = errors.New("the server refused the name")
	// ErrUnseen says that something said was not seen in the room.
	ErrUnseen = errors.New("not everything that was said was seen in the room")
	// ErrClosed says that the Room has ended, by Leave, Close or a loss reported before.
	ErrClosed = errors.New("the room is closed")
	// ErrOrder says that a call came before the one that it needs, e.g. Say before Enter.
	ErrOrder = errors.New("not yet in the room")
	// ErrText says that a text can't be said: it is empty, or holds nothing printable.
	ErrText = errors.New("nothing to say")
)

// UnsayableError says which character the room's protocol can't carry.
type UnsayableError struct {
	Char   rune
	Reason string // e.g. what the server's key lacks
}

// Error is one sentence.
func (e *UnsayableError) Error() string {
	return fmt.Sprintf("the character %q can't be sent: %s", e.Char, e.Reason)
}

// NameError says why a text can be nobody's name in the room's protocol; the server was not asked.
// It is an ErrName.
type NameError struct {
	Reason string // completes "it …"
}

// Error is one sentence.
func (e *NameError) Error() string { return "no name for this room: it " + e.Reason }

// Is makes errors.Is(err, ErrName) true.
func (e *NameError) Is(target error) bool { return target == ErrName }

// Room is a place in a chat room. All methods may be called from several goroutines at
// once; joining (Authenticate, Enter) is done by one. The contexts bound how long a caller waits, not
// how long the Room lives: that ends with Leave, Close or an Ended event.
type Room interface {
	// Authenticate presents the room's password and returns what the server said, in
	// its own words. A refusal is ErrPassword, and another try is allowed.
	Authenticate(ctx context.Context, password string) (reply string, err error)

	// Enter takes a name and goes in. It returns what the server said to the question whether the name is free. A refusal
	// is ErrName (a *NameError where the server was not asked), and another try is allowed. Events start to flow.
	Enter(ctx context.Context, name string) (reply string, err error)

	// Say sends a text to everybody, the sender included, and returns once it is on its way. Where
	// much is on its way already it waits for that first, until ctx ends: then it returns ErrUnseen, and the text
	// may still be said. A long text may become several messages. It returns *UnsayableError, ErrText, ErrOrder,
	// ErrClosed, or ErrNoServer while the server is away.
	Say(ctx context.Context, text string) error

	// Settle waits until everything said so far has come back from the room, or was
	// reported by an Unseen event; in that case, and when ctx ends first, it returns ErrUnseen.
	Settle(ctx context.Context) error

	// Leave says good-bye, waits for the server's answer as long as ctx allows (the request
	// is repeated), and closes the Room. It returns ErrNoServer if no answer came; it is closed all the same.
	Leave(ctx context.Context) error

	// Close ends the Room without a word, waits for its goroutine, and is idempotent.
	Close() error

	// Events is the stream of what happens; it is closed after the event Ended. There is one channel per Room.
	// A reader who falls behind by more than the queue's length misses events, and is told
	// how many by Missed.
	Events() <-chan Event

	// Server is where the Room's datagrams go, Local where they come from; both change
	// when the Room had to join again.
	Server() netip.AddrPort
	Local() netip.AddrPort
}
