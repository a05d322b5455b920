package capture

import "errors"

// Errors of a Listener.
var (
	// ErrNoInterface says that there is no interface of that name.
	ErrNoInterface = errors.New("no such network interface")
	// ErrNotAllowed says that this process may not listen.
	ErrNotAllowed = errors.New("not allowed to listen on a network interface")
	// ErrLink says that the interface has a link layer that is not read.
	ErrLink = errors.New("a link layer that is not known")
	// ErrGone says that the interface has disappeared.
	ErrGone = errors.New("the network interface is gone")
	// ErrPlatform says that listening works on Linux only.
	ErrPlatform = errors.New("listening on an interface needs Linux")
)
