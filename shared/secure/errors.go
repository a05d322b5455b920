package secure

import "errors"

// Errors of this package; use errors.Is.
var (
	// ErrRefused is wrapped by every reason for which a client refuses a welcome. A forged welcome looks the same, so the
	// client drops it and keeps waiting; it reports the reason if no valid welcome comes.
	ErrRefused = errors.New("the server's answer is refused")
	// ErrOffer: the server accepts nothing in the client's offer.
	ErrOffer = errors.New("the client does not accept this room's settings")
	// ErrFinished: the client's finished MAC is wrong.
	ErrFinished = errors.New("the client's confirmation is wrong")
	// ErrSealed: the datagram is not authentic.
	ErrSealed = errors.New("the datagram is not authentic")
	// ErrReplayed: the packet number was used before, or is below the replay window.
	ErrReplayed = errors.New("the packet number was used before")
	// ErrExhausted: the key has reached its limit, and the peer has not acknowledged the last key update.
	ErrExhausted = errors.New("the key is used up")
	// ErrPassword: the other side does not know the room's password.
	ErrPassword = errors.New("the password differs")
	// ErrShare: a key share or a SPAKE2 message is not a valid point.
	ErrShare = errors.New("unusable key share")
)
