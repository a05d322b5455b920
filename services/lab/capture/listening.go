package capture

import (
	"bufio"
	"os"
	"strings"
)

// socketsFile lists the packet sockets of the network that this thread is in (Linux, packet(7)): a line of headings, then
// a line a socket.
const socketsFile = "/proc/thread-self/net/packet"

// Listening tells whether a program listens on this network.
func Listening() (bool, error) { return listening(socketsFile) }

func listening(file string) (bool, error) {
	f, err := os.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the headings
	for lines.Scan() {
		// sk RefCnt Type Proto Iface R Rmem User Inode; R is 1 once the socket receives.
		if fields := strings.Fields(lines.Text()); len(fields) >= 9 && fields[5] == "1" {
			return true, nil
		}
	}
	return false, lines.Err()
}
