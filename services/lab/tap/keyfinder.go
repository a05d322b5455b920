package tap

import (
	"errors"

	"obrolan/shared/rsa"
)

// ErrUnknownKey says that a KeyFinder has no private key for a public one.
var ErrUnknownKey = errors.New("no private key")

// KeyFinder finds the private key of a public one, by breaking it or because it
// is known. An error that wraps ErrUnknownKey says that it did not try.
type KeyFinder func(key rsa.Public) (*Private, error)
