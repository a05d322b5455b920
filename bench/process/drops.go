//go:build linux

package process

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// SocketDrops returns how many datagrams the system has dropped because the receive buffer of the IPv4 UDP socket
// at addr was full (the last column of /proc/net/udp).
func SocketDrops(addr netip.AddrPort) (uint64, error) {
	text, err := os.ReadFile("/proc/net/udp")
	if err != nil {
		return 0, err
	}
	return parseDrops(string(text), addr)
}

// parseDrops finds the row of an address: a number in the machine's byte order, and a port.
func parseDrops(text string, addr netip.AddrPort) (uint64, error) {
	ip := addr.Addr().As4()
	local := fmt.Sprintf("%08X:%04X", binary.NativeEndian.Uint32(ip[:]), addr.Port())
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) == 13 && fields[1] == local {
			return strconv.ParseUint(fields[12], 10, 64)
		}
	}
	return 0, fmt.Errorf("the system lists no socket at %v", addr)
}
