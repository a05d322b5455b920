//go:build !linux

package udp

import (
	"syscall"

	"obrolan/services/server/turn"
)

// Elsewhere an unconnected UDP socket is told nothing about its datagrams: members are missed
// when they have been silent for too long.

func enableReports(syscall.RawConn) {}

func granted(syscall.RawConn) (read, write int) { return 0, 0 }

func drainReports(_ syscall.RawConn, reports []turn.Report) []turn.Report { return reports }

func isReport(error) bool { return false }
