//go:build !windows

package chat

import (
	"errors"
	"syscall"
)

// isRefused reports whether err means that no program listens at the server's port (ICMP port unreachable).
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
