//go:build !linux

package udp

import (
	"syscall"

	"obrolan/services/server/turn"
)

// On other systems an unconnected UDP socket gets no ICMP errors: only the idle limit removes a member who is gone.

func enableReports(syscall.RawConn) {}

func granted(syscall.RawConn) (read, write int) { return 0, 0 }

func drainReports(_ syscall.RawConn, reports []turn.Report) []turn.Report { return reports }

func isReport(error) bool { return false }
