package doctor

import "net"

// wantBuffer is what our programs ask for, enoughBuffer what a class with a burst of messages needs.
const (
	wantBuffer   = 4 << 20
	enoughBuffer = 1 << 20
)

// lookAtBuffers tells how many bytes the system lets a socket buffer; false where it does not say.
func lookAtBuffers() (Finding, bool) {
	conn, err := net.ListenUDP("udp", nil)
	if err != nil {
		return Finding{}, false
	}
	defer conn.Close()
	// A refusal shows in what is granted.
	_ = conn.SetReadBuffer(wantBuffer)
	granted, known := grantedBuffer(conn)
	return describeBuffer(granted), known
}

func describeBuffer(granted int) Finding {
	if granted >= enoughBuffer {
		return fine("A socket may buffer %d KiB.", granted>>10)
	}
	return weak("sudo sysctl -w net.core.rmem_max=4194304 net.core.wmem_max=4194304",
		"A socket may buffer only %d KiB: enough for a class, not for a flood of messages.", granted>>10)
}
