package secure

import "errors"

// Errors of this package; use errors.Is.
var (
	// ErrRefused wraps every reason why a client does not accept a welcome. A forged one looks the same, so that the client
	// drops it and goes on waiting; the reason is for the person if nothing better comes.
	ErrRefused = errors.New("the server's answer is refused")
	// ErrOffer says that a server finds nothing that it accepts in a client's offer.
	ErrOffer = errors.New("the client does not accept this room's settings")
	// ErrFinished says that the client's finished MAC is wrong.
	ErrFinished = errors.New("the client's confirmation is wrong")
	// ErrSealed says that a datagram is not authentic.
	ErrSealed = errors.New("the datagram is not authentic")
	// ErrReplayed says that a packet number was used before, or is too old to tell.
	ErrReplayed = errors.New("the packet number was used before")
	// ErrExhausted says that a key has sealed as much as it may, and the peer has not acknowledged the last update.
	ErrExhausted = errors.New("the key is used up")
	// ErrPassword says that the other side does not know the room's password.
	ErrPassword = errors.New("the password differs")
	// ErrShare says that a key share or a SPAKE2 message is not a valid point.
	ErrShare = errors.New("unusable key share")
)
