//go:build !windows

package chat

import (
	"errors"
	"syscall"
)

// isRefused tells whether a socket's error says that nobody listens at the server's port
// (ICMP port unreachable).
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
