package chat

import (
	"errors"
	"syscall"
)

// isRefused tells whether a socket's error says that nobody listens at the server's port.
// Windows reports an ICMP port unreachable as a connection that was reset.
func isRefused(err error) bool {
	return errors.Is(err, syscall.WSAECONNRESET) || errors.Is(err, syscall.ECONNREFUSED)
}
