//go:build !unix

package doctor

import "net"

// grantedBuffer does not know.
func grantedBuffer(*net.UDPConn) (size int, known bool) { return 0, false }
