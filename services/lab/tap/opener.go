package tap

import (
	"errors"

	"obrolan/shared/rsa"
)

// ErrShut says that an Opener has no private key for a public one.
var ErrShut = errors.New("no private key")

// Opener finds the private key that belongs to a public one, by breaking it or because it
// is known. An error that wraps ErrShut says that it did not try.
type Opener func(key rsa.Public) (*Private, error)
