package chat

import (
	"errors"
	"syscall"
)

// isRefused reports whether err means that no program listens at the server's port. Windows reports an ICMP port
// unreachable as a connection reset.
func isRefused(err error) bool {
	return errors.Is(err, syscall.WSAECONNRESET) || errors.Is(err, syscall.ECONNREFUSED)
}
