//go:build unix

package doctor

import (
	"net"
	"runtime"
	"syscall"
)

// grantedBuffer is the size of a socket's receive buffer.
func grantedBuffer(conn *net.UDPConn) (size int, known bool) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, false
	}
	err = raw.Control(func(fd uintptr) {
		var err error
		size, err = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF)
		known = err == nil
	})
	if runtime.GOOS == "linux" {
		size /= 2 // Linux doubles it for its own bookkeeping (socket(7))
	}
	return size, known && err == nil
}
